import type { AddressInfo } from 'node:net';
import { buildApp, type App } from '../../backend/src/app.ts';
import type { Deps } from '../../backend/src/deps.ts';
import type { Env } from '../../backend/src/env.ts';
import type { Ctx } from '../../backend/src/lib/context.ts';
import { CHUNK_DAYS } from '../../backend/src/modules/freetime/freetime.taken.ts';
import { refreshSearch } from '../../backend/src/modules/search/search.refresh.ts';
import type { SearchResult } from '../../backend/src/modules/search/search.contract.ts';
import { dateOf, DAY, weekdayOf } from '../../backend/src/scheduling/days.ts';
import type { LocalDay } from '../../backend/src/scheduling/types.ts';
import { bruteSearch } from '../../backend/test/search/brute.ts';
import { CENTRE, createMarket } from '../../backend/test/search/work.ts';
import type { Measurement } from '../bench.ts';
import { asOwner, inMarket } from './market.ts';
import { percentile, timed } from './rounds.ts';

const BUSINESSES = 2_000;
const PROVIDERS = 5;
const SEARCHES = 200;
const RADIUS_KM = 20;
/** Milliseconds. */
const PROMISED_P95 = 30;
const PROMISED_BYTES = 60;

/** Somewhere near the middle, another place each time. */
const around = (turn: number) => ({
  latitude: CENTRE.latitude + 0.01 * Math.sin(turn),
  longitude: CENTRE.longitude + 0.01 * Math.cos(turn * 1.7),
});

async function searchOf(
  address: string,
  tenant: string,
  turn: number,
  date: string,
): Promise<SearchResult[]> {
  const { latitude, longitude } = around(turn);
  const query = new URLSearchParams({
    service: 'haircut',
    near: `${latitude},${longitude}`,
    radiusKm: String(RADIUS_KM),
    date,
    after: '17:00',
  });
  const answer = await fetch(`${address}/api/v1/search?${query}`, { headers: { 'x-tenant': tenant } });
  const { data, error } = (await answer.json()) as { data: SearchResult[]; error?: object };
  if (error) throw new Error(`the search was refused: ${JSON.stringify(error)}`);
  return data;
}

const placeOf = ({ service, location }: SearchResult) => `${service.id} ${location?.id}`;

async function sameAsBrute(ctx: Ctx, deps: Deps, results: SearchResult[], date: string): Promise<number> {
  const vertical = deps.verticals.get('barbershop');
  if (!vertical) throw new Error('The bench reads niche-configs/barbershop.json');
  const question = { service: 'haircut', near: around(0), radiusKm: RADIUS_KM, date, after: '17:00' };
  const [micros, expected] = await timed(() => bruteSearch(ctx, vertical, question));
  const text = (place: string, start: number) => `${place} ${start}`;
  const wanted = expected.slice(0, results.length).map(({ place, starts }) => text(place, starts[0] ?? 0));
  const got = results.map((result) =>
    text(placeOf(result), Date.parse(result.starts[0]?.start ?? '') / 60_000),
  );
  if (got.length === 0 || JSON.stringify(got) !== JSON.stringify(wanted))
    throw new Error(`search and brute force differ:\n${got.join('\n')}\n\n${wanted.join('\n')}`);
  return micros;
}

/** A Wednesday: hardly ever a holiday. */
function searchedDay(today: LocalDay): LocalDay {
  let day = today + 1;
  while (weekdayOf(day) !== 3) day += 1;
  return day;
}

/** What a provider and day take of the index of free time, in both of its tables and with their indexes. */
function bytesPerDay(env: Env): Promise<number> {
  return asOwner(env, async (client) => {
    // What many bookings in one transaction leave behind is not what is measured; nor are plans for tables not looked at yet.
    for (const table of ['taken_time', 'working_time']) await client.query(`VACUUM FULL ${table}`);
    await client.query('ANALYZE');
    // A row of either is a provider's chunk of days; they are kept for different days.
    const { rows } = await client.query<{ bytes: number }>(`
      SELECT sum(pg_total_relation_size(oid) / (reltuples * ${CHUNK_DAYS}))::float8 AS bytes
      FROM pg_class WHERE relname IN ('taken_time', 'working_time') AND relkind = 'r'`);
    return rows[0]?.bytes ?? Number.NaN;
  });
}

async function measure(app: App, deps: Deps, ctx: Ctx, date: string): Promise<Measurement[]> {
  await app.listen({ host: 'localhost', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  // On the installation's own host the header names the tenant.
  const address = `http://localhost:${port}`;
  const search = (turn: number) => searchOf(address, ctx.tenant.slug, turn, date);
  const [cold] = await timed(() => search(0));
  for (let turn = 1; turn < 20; turn += 1) await search(turn);
  const times: number[] = [];
  for (let turn = 0; turn < SEARCHES; turn += 1) times.push((await timed(() => search(turn)))[0]);
  const brute = await sameAsBrute(ctx, deps, await search(0), date);
  const rows = [
    [
      'search: p95, 10,000 providers, one evening, 20 km / 30 ms',
      percentile(times, 0.95),
      PROMISED_P95 * 1_000,
      1,
    ],
    ['search: median / asking the engine about everybody', percentile(times, 0.5), brute, 1 / 20],
    ['search: the first of a process / asking the engine about everybody', cold, brute, 1],
  ] as const;
  return rows.map(([name, measured, baseline, bound]) => ({
    name,
    measured,
    baseline,
    ratio: measured / baseline,
    bound,
  }));
}

/** Search over 10,000 providers, beside what it promises and beside asking the engine about each of them; equal results. */
export function searchCost(): Promise<Measurement[]> {
  return inMarket(async (ctx, deps) => {
    const app = await buildApp(deps);
    try {
      const from = searchedDay(Math.floor(Date.now() / 60_000 / DAY));
      await createMarket(ctx, {
        businesses: BUSINESSES,
        providers: PROVIDERS,
        from,
        days: 2,
        bookingsPerDay: 18,
        radiusKm: RADIUS_KM,
      });
      const vertical = deps.verticals.get('barbershop');
      if (vertical) await refreshSearch(ctx, vertical, null);
      const bytes = await bytesPerDay(deps.env);
      return [
        ...(await measure(app, deps, ctx, dateOf(from))),
        {
          name: 'search: bytes of the index for a provider and day (shown as µs) / 60',
          measured: bytes,
          baseline: PROMISED_BYTES,
          ratio: bytes / PROMISED_BYTES,
          bound: 1,
        },
      ];
    } finally {
      await app.close();
    }
  });
}
