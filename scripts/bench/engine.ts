import { findSlots } from '../../backend/src/scheduling/engine.ts';
import { situationOf } from '../../backend/src/scheduling/prepare.ts';
import { parseProblem } from '../../backend/src/scheduling/plain.ts';
import { DAY } from '../../backend/src/scheduling/days.ts';
import type { Problem, Provider, Segment } from '../../backend/src/scheduling/types.ts';
import type { Measurement } from '../bench.ts';
import { luxonStarts, type PlainWork } from './luxon.ts';
import { inTurns } from './rounds.ts';
import { benchWork } from './work.ts';

const CELL_MINUTES = 5;
const CHAIRS = 50;

/** The same provider as the index of free time keeps them: working time made, taken time as bits. */
function indexed({ busy, ...provider }: Provider, working: readonly number[]): Provider {
  const origin = Math.floor(Math.min(...busy.map(([from]) => from)) / DAY) * DAY;
  const end = Math.max(...busy.map(([, to]) => to));
  const bits = new Uint8Array(Math.ceil((end - origin) / CELL_MINUTES / 32) * 4);
  for (const [from, to] of busy)
    for (let cell = (from - origin) / CELL_MINUTES; cell < (to - origin) / CELL_MINUTES; cell += 1)
      bits[cell >> 3] = (bits[cell >> 3] ?? 0) | (1 << (cell & 7));
  return { ...provider, working, busy: [], taken: { origin, bits } };
}

/** The same work with a chair throughout, a pause of the provider in the middle, and no gap left unusable. */
function withEverything(problem: Problem): Problem {
  const part = (provider: boolean): Segment => ({
    minutes: 10,
    provider,
    resources: [{ type: 'chair', quantity: 1 }],
  });
  return {
    ...problem,
    services: problem.services.map((service) => ({
      ...service,
      segments: [part(true), part(false), part(true)],
    })),
    rules: { ...problem.rules, packing: 'noOrphans', minGap: 30 },
    resources: Array.from({ length: CHAIRS }, (_, index) => ({
      id: `chair-${index}`,
      type: 'chair',
      busy: [],
    })),
  };
}

async function compared(
  name: string,
  bound: number,
  [measured, baseline]: [() => unknown, () => unknown],
  options: { rounds: number; times: number },
): Promise<Measurement> {
  const times = await inTurns(
    () => Promise.resolve(measured()),
    () => Promise.resolve(baseline()),
    options,
  );
  return { name, ...times, bound };
}

function mustEqual(name: string, a: readonly number[], b: readonly number[]): void {
  if (a.length === b.length && a.every((start, index) => start === b[index])) return;
  throw new Error(`${name}: the two ways give different starts (${a.length} and ${b.length})`);
}

const startsOf = (problem: Problem) => findSlots(problem).map(({ start }) => start);

function besideLuxon(name: string, work: PlainWork, bound: number, times: number): Promise<Measurement> {
  const problem = parseProblem(work);
  mustEqual(
    name,
    startsOf(problem),
    luxonStarts(work).map((start) => start / 60_000),
  );
  return compared(name, bound, [() => findSlots(problem), () => luxonStarts(work)], { rounds: 7, times });
}

/** The engine beside a version by hand on luxon, beside itself with more switched on, and from the index beside raw rows. */
export async function engineCost(): Promise<Measurement[]> {
  const month = parseProblem(benchWork(50, 30, 20));
  const many = parseProblem(benchWork(200, 30, 20));
  const { timeOf } = situationOf(many);
  const manyIndexed = {
    ...many,
    providers: many.providers?.map((provider) => indexed(provider, timeOf(provider).working)),
  };
  mustEqual('the index', startsOf(many), startsOf(manyIndexed));
  const everything = withEverything(month);
  return [
    await besideLuxon('engine: 50 hosts, 30 days / luxon', benchWork(50, 30, 20), 1 / 260, 1),
    await besideLuxon('engine: 1 host, 7 days / luxon', benchWork(1, 7, 20), 1 / 100, 40),
    await compared(
      'engine: resources, segments, packing / without',
      2,
      [() => findSlots(everything), () => findSlots(month)],
      { rounds: 40, times: 5 },
    ),
    await compared(
      'engine: 200 hosts, 30 days, from the index / from rows',
      0.3,
      [() => findSlots(manyIndexed), () => findSlots(many)],
      { rounds: 40, times: 3 },
    ),
  ];
}
