import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import type { Deps } from '../../deps.ts';

/** Milliseconds for which an answer may be kept, counted from before it was computed. */
export const KEPT_MS = 2_000;
const RETRY_MS = 50;
/** Seconds after which Redis forgets a mark; far longer than any answer is kept. */
const MARK_SECONDS = 3_600;

const MINUTE_MS = 60_000;

/** Milliseconds for which an answer of this instant holds: its minute is rounded up, so it is over when the minute is full. */
export const lifeAt = (at: Date): number =>
  Math.min(KEPT_MS, (MINUTE_MS - (at.getTime() % MINUTE_MS)) % MINUTE_MS);

/** What a process knows about changes of free time; a part of its Deps. */
export interface Freshness {
  /** Changes heard of, by tenant and business. */
  changes: Map<string, number>;
  /** Counts the times at which changes may have been missed. */
  gaps: number;
  /** Marks that are about to be read. */
  reading: { keys: Set<string>; marks: Promise<Map<string, string | null>> } | undefined;
}

/** @param redis whose every lost connection counts as a gap */
export function openFreshness(redis: Redis | undefined): Freshness {
  const freshness: Freshness = { changes: new Map(), gaps: 0, reading: undefined };
  redis?.on('close', () => (freshness.gaps += 1));
  return freshness;
}

type Held = Pick<Deps, 'freshness' | 'redis'>;

const keyOf = (tenantId: string, whose: string) => `fresh:${tenantId}:${whose}`;

/** What is another after a change: the marks of whoever rests on the business (or on all of them), and on anything of the tenant. */
const changedBy = (tenantId: string, businessId: string | null) => [
  keyOf(tenantId, businessId ?? 'all'),
  keyOf(tenantId, 'any'),
];

function count({ freshness: { changes } }: Held, keys: readonly string[]): void {
  for (const key of keys) changes.set(key, (changes.get(key) ?? 0) + 1);
}

/**
 * Says that free time has changed. Awaited by every writer after its commit and before its answer: from then on no
 * process answers from what it computed before. Where Redis cannot be told, it waits until nobody keeps such an answer.
 * @param businessId null: all businesses of the tenant
 */
export async function touch(deps: Held, tenantId: string, businessId: string | null): Promise<void> {
  const keys = changedBy(tenantId, businessId);
  count(deps, keys);
  const { redis } = deps;
  if (!redis) return;
  const until = performance.now() + KEPT_MS;
  // A mark of its own each time, not a number counted up: a Redis that comes back empty must not repeat one.
  const mark = randomUUID();
  while (performance.now() < until) {
    const told = keys.map((key) => redis.set(key, mark, 'EX', MARK_SECONDS));
    const isTold = await Promise.all(told).catch(() => false);
    if (isTold) return;
    await sleep(RETRY_MS);
  }
}

async function readMarks(
  freshness: Freshness,
  redis: Redis,
  keys: Set<string>,
): Promise<Map<string, string | null>> {
  await turn();
  freshness.reading = undefined;
  const asked = [...keys];
  const marks = await redis.mget(asked);
  return new Map(asked.map((key, index) => [key, marks[index] ?? null]));
}

/** The marks as they are after this was asked; who asks in the same turn of the event loop shares one round trip. */
async function marksOf(freshness: Freshness, redis: Redis, wanted: readonly string[]): Promise<string> {
  const keys = freshness.reading?.keys ?? new Set();
  freshness.reading ??= { keys, marks: readMarks(freshness, redis, keys) };
  const { marks } = freshness.reading;
  for (const key of wanted) keys.add(key);
  const found = await marks;
  return wanted.map((key) => found.get(key)).join(':');
}

/**
 * What an answer about a business is worth: computed after this was read, it may be given to whoever is told the same.
 * @param businessId null: one that rests on more than a business
 * @returns undefined while Redis cannot be asked: nothing may be kept, and nothing kept may be given
 */
export async function versionOf(
  { freshness, redis }: Held,
  tenantId: string,
  businessId: string | null,
): Promise<string | undefined> {
  const keys = (businessId === null ? ['any'] : ['all', businessId]).map((whose) => keyOf(tenantId, whose));
  const marks = redis ? await marksOf(freshness, redis, keys).catch(() => undefined) : '';
  if (marks === undefined) return undefined;
  const counts = keys.map((key) => freshness.changes.get(key) ?? 0);
  return [freshness.gaps, ...counts, marks].join(':');
}

/** Those that tell of a business, or by null of all. */
const OF_BUSINESSES = new Set(['schedule.changed', 'slot.freed', 'search.refreshed']);

/** Hears what others changed that could not be awaited: the worker, commands, whoever changed the tenant. */
export function hearChanges({ bus, ...deps }: Held & Pick<Deps, 'bus'>): void {
  bus.subscribe(({ kind, tenantId, payload }) => {
    if (kind.startsWith('tenant.')) count(deps, changedBy(tenantId, null));
    if (!OF_BUSINESSES.has(kind)) return;
    const { businessId } = payload as { businessId: string | null };
    count(deps, changedBy(tenantId, businessId));
  });
  bus.onGap(() => void (deps.freshness.gaps += 1));
}
