import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from './world.ts';

/** What is still to be done, in a database that nobody asks anything of any more. */
const OPEN: Record<string, string> = {
  'effects to be relayed': 'SELECT count(*) FROM outbox',
  'jobs under way, due, or to be tried again': `
    SELECT count(*) FROM graphile_worker.jobs
    WHERE locked_at IS NOT NULL OR (attempts < max_attempts AND (attempts > 0 OR run_at <= now()))`,
  'refunds on their way': `SELECT count(*) FROM refunds WHERE state IN ('requested', 'pending')`,
  'messages that are due': `SELECT count(*) FROM messages WHERE state = 'queued' AND due_at <= now()`,
  'holds that are over': `SELECT count(*) FROM bookings WHERE state = 'held' AND expires_at <= now()`,
};

const PAUSE_MS = 250;

async function openThings({ adminRows, company }: World): Promise<Record<string, number>> {
  const text = Object.values(OPEN)
    .map((sql, index) => `(${sql}) AS c${index}`)
    .join(', ');
  const [row = {}] = await adminRows<Record<string, string>>(`SELECT ${text}`);
  const counts = Object.keys(OPEN).map((name, index): [string, number] => [name, Number(row[`c${index}`])]);
  const told = company
    .checkouts()
    .filter(({ notices, settlesAt }) => notices.length > 0 || settlesAt !== null);
  counts.push(['pages of the company that have something to tell', told.length]);
  return Object.fromEntries(counts.filter(([, number]) => number > 0));
}

/** @returns seconds until nothing was left to be done, and what was left where `mostMs` were not enough */
export async function waitUntilCalm(
  world: World,
  mostMs: number,
): Promise<{ seconds: number; left: Record<string, number> }> {
  const began = Date.now();
  const seconds = () => (Date.now() - began) / 1_000;
  // Between two things there may be a moment in which neither is seen.
  let calm = 0;
  for (;;) {
    const left = await openThings(world);
    calm = Object.keys(left).length === 0 ? calm + 1 : 0;
    if (calm === 3 || Date.now() - began > mostMs) return { seconds: seconds(), left };
    await sleep(PAUSE_MS);
  }
}
