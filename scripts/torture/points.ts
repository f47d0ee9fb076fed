import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openSite, persist, type Asker, type Reply } from './asking.ts';
import { waitUntilCalm } from './calm.ts';
import { lookAtAll, type Finding } from './checks.ts';
import { NO_FAULTS, startCompany } from './company.ts';
import { createInstallation } from './installation.ts';
import { newJournal, type Known } from './journal.ts';
import type { Armed } from './kill-point.ts';
import { createPlace, type Place } from './place.ts';
import { randomOf } from './random.ts';
import { rowsOf, type World } from './world.ts';

/** Where a process ended. */
export interface Point {
  role: 'api 1' | 'worker';
  /** The how many-th of its story. */
  at: number;
  when: 'before' | 'after';
  /** What it was about to do, or had just done. */
  what: string;
}

export interface PointsReport {
  points: Point[];
  /** Ends that were planned and not met: the story went another way. */
  missed: number;
  findings: Finding[];
}

const ROLES = ['api 1', 'worker'] as const;
/** Within this everything is as it should be again. */
const CALM_MS = 60_000;
/** For how long one step is tried. */
const PATIENCE_MS = 60_000;

/** @throws Error where the step was refused, or nobody answered */
function dataOf(reply: Reply | undefined, step: string): unknown {
  if (!reply || reply.status >= 300)
    throw new Error(`${step}: ${reply ? JSON.stringify(reply.body) : 'no answer'}`);
  return (reply.body as { data: unknown }).data;
}

async function press(url: string): Promise<void> {
  const body = new URLSearchParams({ action: 'pay' });
  await (await fetch(url, { method: 'POST', body, redirect: 'manual' })).body?.cancel();
}

/** Hold, booking, deposit, move, the rest of the price, a late cancellation: each step once more under its key until it is answered. */
async function tellStory({ ask, journal, place }: World, number: number): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  const asker: Asker = { ask, journal, random: randomOf(0, number), givesUpAt: () => end, isHasty: false };
  let steps = 0;
  const post = async <T>(path: string, body: object, token?: string) => {
    steps += 1;
    const key = `story-${number}-${steps}`;
    return dataOf(await persist(asker, { method: 'POST', path, body, token, key }), path) as T;
  };
  const email = `story.${number}@torture.example`;
  const [start, other] = startsOf(place, number);
  const items = [{ serviceId: place.careful.services.cut }];
  const { id, token } = await post<{ id: string; token: string }>('/holds', { items, start });
  const made = await post<Known>('/bookings', { holdId: id, customer: { name: 'Ada', email } }, token);
  const known: Known = { ...made, id, token, email, isCertain: true, needsDeposit: true };
  journal.bookings.push(known);
  const pay = async (kind: string) => {
    const paid = await post<{ id: string; redirectUrl: string }>(`/bookings/${id}/payments`, { kind }, token);
    journal.payments.add(paid.id);
    await press(paid.redirectUrl);
  };
  await pay('deposit');
  for (;;) {
    const path = `/bookings/${id}`;
    const { state } = dataOf(await persist(asker, { method: 'GET', path, token }), path) as Known;
    if (state === 'confirmed') break;
    if (Date.now() > end) throw new Error(`${id} was paid, and is ${state} a minute later`);
  }
  Object.assign(known, await post<Known>(`/bookings/${id}/reschedule`, { start: other }, token), { token });
  await pay('balance');
  Object.assign(known, await post<Known>(`/bookings/${id}/cancellation`, {}, token), { token });
}

/** Two starts that nobody else wants now: what was cancelled is free again. */
function startsOf({ starts }: Place, number: number): [string, string] {
  const at = (index: number) => starts[index % starts.length] ?? '';
  return [at(2 * number), at(2 * number + 1)];
}

/**
 * Tells one story again and again. Each time one process ends at another point of it: just before, and just after each commit, each
 * call to the outside and each mail. After each it must be calm within a minute; in the end every promise is looked at.
 * @param every only each so many-th point; 1 for all
 */
export async function runPoints(
  every: number,
  tell: (line: string) => void = () => undefined,
): Promise<PointsReport> {
  const cleanup: (() => unknown)[] = [];
  try {
    const company = await startCompany(randomOf(0, 0), NO_FAULTS);
    cleanup.push(company.close);
    const installation = await createInstallation([join(import.meta.dirname, 'kill-point.ts')], {
      isSmall: true,
    });
    cleanup.push(installation.close);
    const place = await createPlace(installation.env, 20, company.credentials);
    const { rows, adminRows } = rowsOf(installation);
    await installation.start();
    const { ask, close } = openSite(installation.env, place.slug);
    cleanup.push(close);
    const journal = newJournal();
    const world: World = { installation, place, journal, company, ask, rows, adminRows };

    let stories = 0;
    /** @returns what was passed */
    const story = async (role: Point['role'], end?: Armed['end']): Promise<string[]> => {
      const file = join(installation.env.DATA_DIR, `points-${(stories += 1)}`);
      const armed: Armed = { type: 'count points', file, ...(end && { end }) };
      installation.send(role, armed);
      await tellStory(world, stories);
      const { seconds, left } = await waitUntilCalm(world, CALM_MS);
      if (Object.keys(left).length > 0)
        throw new Error(`not calm after ${seconds.toFixed(0)} s: ${JSON.stringify({ role, end, left })}`);
      const passed = (await readFile(file, 'utf8').catch(() => '')).split('\n').filter(Boolean);
      await rm(file, { force: true });
      return passed;
    };

    const points: Point[] = [];
    let missed = 0;
    for (const role of ROLES) {
      const { length } = await story(role);
      tell(`${role}: ${length} points`);
      for (let at = 1; at <= length; at += every)
        for (const when of ['before', 'after'] as const) {
          const before = installation.deaths();
          const passed = await story(role, { at, when });
          const what = passed[at - 1] ?? '';
          if (installation.deaths() === before) missed += 1;
          else points.push({ role, at, when, what });
          tell(`${role} ended ${when} ${at} of ${length}: ${what}`);
        }
    }
    return { points, missed, findings: await lookAtAll(world) };
  } finally {
    for (const end of cleanup.reverse()) await end();
  }
}
