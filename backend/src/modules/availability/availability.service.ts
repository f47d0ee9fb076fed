import { hash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { inPrepared, type Ctx, type SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { fail } from '../../lib/errors.ts';
import { withPauses } from '../../lib/pauses.ts';
import { dayOf } from '../../scheduling/days.ts';
import { explaining, findingSlots } from '../../scheduling/engine.ts';
import type { Instant, LocalDay, Problem } from '../../scheduling/types.ts';
import { zoneOf } from '../../scheduling/zones.ts';
import { can, canSomewhere } from '../identity/permissions.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import { wording, type Wording } from './availability.answer.ts';
import type { AvailabilityQuestion } from './availability.contract.ts';
import { keptDays, type Memory } from './availability.memory.ts';
import { loadAgain, loadProblem, type Loaded } from './availability.problem.ts';
import { atDesk } from './availability.rules.ts';
import { offeredSessions, peopleOf, type Part } from './availability.sessions.ts';

/** An answer as it is sent. */
export interface Answer {
  /** The data, as JSON in UTF-8. */
  json: Buffer;
  /** Its ETag. */
  tag: string;
  /** Whether it depends on which customer asked. */
  isPersonal: boolean;
  /** Milliseconds until time by itself makes it another; undefined if nothing but the clock's minute does. */
  changesIn: number | undefined;
}

const CUSTOMER = statement<{ id: string }>(
  'SELECT id FROM customers WHERE tenant_id = $1 AND user_id = $2 AND deleted_at IS NULL',
);

/** Whoever asks for themselves; those who book for others have no limits of their own. */
async function customerOf(ctx: SqlCtx, question: AvailabilityQuestion, businessId: string) {
  const { sql, tenant, actor } = ctx;
  const scope = { businessId, locationId: question.locationId ?? null };
  if (actor.id === null || can(actor, 'booking:write', scope)) return undefined;
  const [customer] = await sql(CUSTOMER, [tenant.id, actor.id]);
  return customer?.id;
}

/** @throws UNAUTHENTICATED, FORBIDDEN */
function demandSchedule({ actor }: Ctx, scope?: { businessId: string; locationId: string | null }): void {
  const isAllowed = scope ? can(actor, 'schedule:read', scope) : canSomewhere(actor, 'schedule:read');
  if (!isAllowed) throw fail(actor.kind === 'guest' ? 'UNAUTHENTICATED' : 'FORBIDDEN');
}

/** How much the engine may do without a pause, in starts times providers times services: about ten milliseconds. */
const MOST_WORK = 150_000;

/** Days that the engine can look at without keeping other requests waiting. */
function daysAtOnce(
  { rules: { grid, packing }, providers = [], services }: Problem,
  explain: boolean,
): number {
  const starts = 'fixedStarts' in grid ? grid.fixedStarts.length : 1440 / grid.slotInterval;
  // Packing looks at what each start leaves free; reasons are looked for in several problems.
  const weight = (packing === 'noOrphans' ? 3 : 1) * (explain ? 4 : 1);
  const work = starts * Math.max(1, providers.length) * services.length * weight;
  return Math.max(1, Math.floor(MOST_WORK / work));
}

/** Some days of the problem, a few at a time, with a pause for others in between. @param days ascending */
async function* partsOf(
  problem: Problem,
  days: readonly LocalDay[],
  explain: boolean,
): AsyncGenerator<Part & { problem: Problem }> {
  const most = daysAtOnce(problem, explain);
  for (let index = 0; index < days.length;) {
    if (index > 0) await turn();
    const from = days[index] ?? 0;
    let to = from;
    for (index += 1; days[index] === to + 1 && to - from + 1 < most; index += 1) to += 1;
    const some = { ...problem, from, to };
    const offers = await withPauses(findingSlots(some));
    yield { problem: some, offers, refusals: explain ? await withPauses(explaining(some)) : [] };
  }
}

/** The text of each day that is asked for. @param kept those that are known */
async function daysOf(
  loaded: Loaded,
  words: Wording,
  { seats, explain, leaves }: Pick<AvailabilityQuestion, 'seats' | 'explain'> & { leaves?: Instant },
  kept: ReadonlyMap<LocalDay, string>,
): Promise<Map<LocalDay, string>> {
  const { toLocal } = zoneOf(loaded.timeZone);
  const dayOfStart = ({ start }: { start: Instant }): LocalDay => toLocal(start).day;
  const { from, to } = loaded.problem;
  const all = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  const written = new Map(kept);

  function write({ from, to }: Problem, { offers, refusals }: Part): void {
    const offersOn = Map.groupBy(
      leaves === undefined ? offers : offers.filter(({ start }) => start !== leaves),
      dayOfStart,
    );
    const refusalsOn = Map.groupBy(refusals, dayOfStart);
    for (let day = from; day <= to; day += 1) {
      const refused = explain ? (refusalsOn.get(day) ?? []) : undefined;
      written.set(day, words.day(day, offersOn.get(day) ?? [], refused));
    }
  }

  if (loaded.sessions) write(loaded.problem, offeredSessions(loaded, seats));
  else {
    const missing = all.filter((day) => !kept.has(day));
    for await (const part of partsOf(loaded.problem, missing, explain)) write(part.problem, part);
  }
  return new Map(all.map((day) => [day, written.get(day) ?? '']));
}

const dayIfGiven = (date: string | undefined) => (date === undefined ? undefined : dayOf(date));

const answerOf = (json: Buffer) => ({ json, tag: `W/"${hash('sha1', json, 'base64url')}"` });

/**
 * The answer about what is loaded for one asker alone: nobody else's would be the same.
 * @param leaves where a booking stands that is being moved; that start is none to move to
 * @param cost what the booking would cost then, of the price of a start for one
 */
export async function answerAbout(
  loaded: Loaded,
  vertical: Vertical,
  { seats, leaves, cost }: { seats: number; leaves: Instant; cost: (price: number) => number },
): Promise<Pick<Answer, 'json' | 'tag'>> {
  const words = wording(loaded, vertical.locale.currency, peopleOf(loaded), cost);
  const days = await daysOf(loaded, words, { seats, explain: false, leaves }, new Map());
  return answerOf(Buffer.from(words.head + [...days.values()].join(',') + words.tail));
}

/**
 * Answers which starts are offered.
 * @param businessId of the first service
 * @param memory of the same question, asked before by anybody
 * @returns the answer, and what to remember if it is everybody's
 * @throws what loadProblem throws; UNAUTHENTICATED and FORBIDDEN where reasons are asked for by whoever may not know them
 */
export async function answerQuestion(
  ctx: Ctx,
  vertical: Vertical,
  question: AvailabilityQuestion,
  businessId: string,
  memory?: Memory,
): Promise<{ answer: Answer; memory?: Memory }> {
  const { items, locationId, from, to, seats, explain, desk } = question;
  if (explain || desk) demandSchedule(ctx);
  const found = await inPrepared(ctx, async (ctx) => {
    const ask = {
      items,
      locationId,
      from: dayIfGiven(from),
      to: dayIfGiven(to),
      customerId: await customerOf(ctx, question, businessId),
      // Staff who ask for reasons also look at what customers do not see yet.
      drafts: explain && can(ctx.actor, 'schedule:read', { businessId, locationId: locationId ?? null }),
    };
    const again = memory && (await loadAgain(ctx, vertical, ask, memory.loaded));
    return again ?? loadProblem(ctx, vertical, ask);
  });
  const scope = { businessId: found.business.id, locationId: found.location?.id ?? null };
  if (explain || desk) demandSchedule(ctx, scope);
  const loaded = desk ? atDesk(found) : found;
  if (seats > 1 && !loaded.sessions)
    throw fail('VALIDATION', { details: [{ field: 'seats', message: 'is only for what is sold by seats' }] });

  const { isPersonal, holdEndsIn: changesIn } = loaded;
  const isForAll = (ctx.actor.id === null || !isPersonal) && !loaded.sessions && !explain && !desk;
  const kept = isForAll && memory ? keptDays(loaded, memory) : new Map<LocalDay, string>();
  if (memory && kept === memory.days) return remember({ ...memory.answer, changesIn }, loaded, kept);

  const words = wording(loaded, vertical.locale.currency, peopleOf(loaded), (price) => price * seats);
  const days = await daysOf(loaded, words, question, kept);
  const json = Buffer.from(words.head + [...days.values()].join(',') + words.tail);
  const answer = { ...answerOf(json), isPersonal, changesIn };
  return isForAll ? remember(answer, loaded, days) : { answer };
}

const remember = (answer: Answer, loaded: Loaded, days: ReadonlyMap<LocalDay, string>) => ({
  answer,
  memory: { loaded, answer, days },
});
