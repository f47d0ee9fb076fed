import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  const p99 = latencies.sort((a, b) => a - b)[Math.ceil(latencies.length * 0.99) - 1] ?? Infinity;
  return atMost('booking, 64 clients at one slot: p99 / 300 ms', p99 * 1_000, 300_000);
}

export async function bookingCost(stage: Stage, api: Server): Promise<Measurement[]> {
  const numbers = slots();
  const crowd = await crowdCost(stage, api, numbers);
  numbers.take(SLOTS.perDay - CROWDS - 1);
  return (await hasPgbench()) ? [...(await coreCost(stage, api, numbers)), crowd] : [crowd];
}
