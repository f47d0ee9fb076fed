import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Measurement } from '../../bench.ts';
import { alternating, atMost } from '../rounds.ts';
import { hasPgbench, runPgbench, writeScript, type Pgbench } from './pgbench.ts';
import type { Place } from './place.ts';
import { statementsOf } from './record.ts';
import { bookingOf, posted } from './requests.ts';
import { SLOTS, slotOf } from './slots.ts';
import { costOf, type Server, type Stage } from './stage.ts';

const CLIENTS = 32;
const ROUNDS = 9;
/** Bookings in a round. */
const BOOKED = 2 * SLOTS.perDay;
const CROWD = 64;
const CROWDS = 30;
const SALE = { requests: 5_000, slots: 20 };

/** Every slot is booked once, by whoever has its turn. */
function slots() {
  let next = 0;
  return { take: (count: number) => (next += count) - count };
}

type Slots = ReturnType<typeof slots>;

const bodiesFrom = (place: Place, first: number, count: number) =>
  Array.from({ length: count }, (_, index) => bookingOf(place, slotOf(first + index)));

/** Records a booking, and writes it as a script. */
async function scriptOf(place: Place, file: string, first: number): Promise<Pgbench> {
  const { env, host, tenantId, free } = place;
  const { businessId, locationId, serviceId, variantId, providerIds } = free;
  const { provider, start } = slotOf(first + 1);
  const recorded = await statementsOf(env, host, bodiesFrom(place, first, 2));
  const sample = {
    start,
    providerId: providerIds[provider] ?? '',
    knownIds: new Set([tenantId, businessId, locationId, serviceId, variantId]),
  };
  return writeScript(file, env.DATABASE_APP_URL, sample, recorded, providerIds);
}

/** Bookings of different slots by 32 clients, beside the same statements without the API. */
async function coreCost(stage: Stage, { port }: Server, { take }: Slots): Promise<Measurement[]> {
  const { place, isQuick } = stage;
  const count = isQuick ? CLIENTS : BOOKED;
  const folder = await mkdtemp(join(tmpdir(), 'turnero-bench-'));
  try {
    const script = await scriptOf(place, join(folder, 'booking.sql'), take(SLOTS.perDay));
    const bookAll = () => {
      const requests = posted(place, '/api/v1/bookings', bodiesFrom(place, take(count), count));
      return costOf(stage, { port, clients: CLIENTS, requests });
    };
    const runAll = () => runPgbench(script, { clients: CLIENTS, count: 3 * count, first: take(3 * count) });
    const compared = await alternating(bookAll, runAll, isQuick ? 1 : ROUNDS);
    return [{ name: 'booking, 32 clients / pgbench with its statements', ...compared, bound: 1 / 0.4 }];
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** @param latencies of requests, in milliseconds @returns in microseconds */
const p99 = (latencies: readonly number[]) =>
  (latencies.toSorted((a, b) => a - b)[Math.ceil(latencies.length * 0.99) - 1] ?? Infinity) * 1_000;

/** 64 clients book different slots. */
async function queueCost(
  { place, load, isQuick }: Stage,
  { port }: Server,
  { take }: Slots,
): Promise<Measurement> {
  const count = isQuick ? CROWD : BOOKED;
  const requests = posted(place, '/api/v1/bookings', bodiesFrom(place, take(BOOKED), count));
  const { latencies, statuses } = await load({ port, clients: CROWD, requests });
  if (statuses[201] !== count) throw new Error(JSON.stringify(statuses));
  return atMost('booking, 64 clients: p99 / 50 ms', p99(latencies), 50_000);
}

/** Thousands want what only twenty can have. */
async function saleCost(
  { place, load, isQuick }: Stage,
  { port }: Server,
  { take }: Slots,
): Promise<Measurement> {
  const count = isQuick ? 10 * SALE.slots : SALE.requests;
  const slots = bodiesFrom(place, take(SALE.slots), SALE.slots);
  const bodies = Array.from({ length: count }, (_, index) => slots[index % SALE.slots] as object);
  const requests = posted(place, '/api/v1/bookings', bodies, { withKeys: true });
  const { microseconds, statuses } = await load({ port, clients: CROWD, requests });
  const { 201: booked, 409: refused } = statuses;
  if (booked !== SALE.slots || refused !== count - SALE.slots) throw new Error(JSON.stringify(statuses));
  return atMost('booking, 5,000 requests for 20 slots: each / 200 µs', microseconds, 200);
}

/** 64 clients want one slot at the same moment, again and again. */
async function crowdCost(
  { place, load, isQuick }: Stage,
  { port }: Server,
  { take }: Slots,
): Promise<Measurement> {
  const latencies: number[] = [];
  for (let turn = 0; turn <= (isQuick ? 1 : CROWDS); turn += 1) {
    const [body] = bodiesFrom(place, take(1), 1);
    const bodies = Array.from({ length: CROWD }, () => body as object);
    const requests = posted(place, '/api/v1/bookings', bodies);
    const outcome = await load({ port, clients: CROWD, requests });
    const { 201: booked, 409: refused } = outcome.statuses;
    if (booked !== 1 || refused !== CROWD - 1) throw new Error(JSON.stringify(outcome.statuses));
    if (turn > 0) latencies.push(...outcome.latencies);
  }
  return atMost('booking, 64 clients at one slot: p99 / 300 ms', p99(latencies), 300_000);
}

/**
 * Books a first day, and has its rows counted: in production PostgreSQL does so by itself (autovacuum, which is off here), and
 * plans of nearly empty tables are not those of a place where something is booked.
 */
async function warmUp(stage: Stage, { port }: Server, { take }: Slots): Promise<void> {
  const { place } = stage;
  const bodies = bodiesFrom(place, take(SLOTS.perDay), SLOTS.perDay);
  await costOf(stage, { port, clients: CLIENTS, requests: posted(place, '/api/v1/bookings', bodies) });
  const client = new pg.Client({ connectionString: place.env.DATABASE_URL });
  await client.connect();
  await client.query('ANALYZE');
  await client.end();
}

export async function bookingCost(stage: Stage, api: Server): Promise<Measurement[]> {
  const numbers = slots();
  await warmUp(stage, api, numbers);
  const crowd = await crowdCost(stage, api, numbers);
  const sale = await saleCost(stage, api, numbers);
  // The next ones begin with a day.
  numbers.take(SLOTS.perDay - (numbers.take(0) % SLOTS.perDay));
  const alone = [await queueCost(stage, api, numbers), crowd, sale];
  return (await hasPgbench()) ? [...(await coreCost(stage, api, numbers)), ...alone] : alone;
}
