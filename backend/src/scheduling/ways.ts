import { remembered, type Outlook, type Situation } from './prepare.ts';
import { EVER, NEVER, has, inAtLeast, intersect, rangesOf, subtract, union, type Ranges } from './ranges.ts';
import type { Instant, Interval, Provider } from './types.ts';

/** Minutes between the steps in which a gap of a visit grows (section 2). */
const STEP = 5;

/** Ways to serve what is asked: for each service the starts at which it, and all after it, can be served. */
export interface Ways {
  /** By anybody. */
  any: () => readonly Ranges[];
  /** Every service by one and the same provider. */
  sole: (provider: Provider) => readonly Ranges[];
  /** The first service by this provider, and at least one after it by somebody else. */
  mixed: (provider: Provider) => readonly Ranges[];
  /** The starts of service `index` for which it is free itself, by somebody else than this provider. */
  others: (index: number, provider: Provider) => Ranges;
}

/** Where a service may start so that the next one can, up to `maxGap` minutes after its end. */
function leadingTo(next: Ranges, minutes: number, maxGap: number): Ranges {
  const most = Math.floor(maxGap / STEP);
  const leading: Interval[] = [];
  for (let i = 0; i < next.length; i += 2) {
    const from = (next[i] ?? 0) - minutes;
    const to = (next[i + 1] ?? 0) - minutes;
    if (to - from >= STEP) leading.push([from - most * STEP, to]);
    else for (let gap = most; gap >= 0; gap -= 1) leading.push([from - gap * STEP, to - gap * STEP]);
  }
  return rangesOf(leading);
}

export function waysOf({ services, problem }: Situation, { startsOf }: Outlook): Ways {
  const last = services.length - 1;

  /** From the last service to the first. */
  function chain(startsAt: (index: number, rest: Ranges) => Ranges): Ranges[] {
    const sets: Ranges[] = [];
    for (let index = last; index >= 0; index -= 1) {
      const minutes = services[index]?.shape.minutes ?? 0;
      const next = sets[index + 1];
      sets[index] = startsAt(index, next ? leadingTo(next, minutes, problem.maxGap) : EVER);
    }
    return sets;
  }

  const resources = (index: number) => services[index]?.resources() ?? NEVER;
  const crewOf = (index: number) => services[index]?.shape.crew ?? 0;
  const atLeast = (count: number, index: number) =>
    inAtLeast(
      count,
      (services[index]?.providers ?? []).map((provider) => startsOf(index, provider)),
    );
  let known: Ranges[] | undefined;
  const any = () =>
    (known ??= chain((index, rest) =>
      [atLeast(crewOf(index), index), resources(index), rest].reduce(intersect),
    ));
  const own = (index: number, provider: Provider) => (crewOf(index) === 0 ? EVER : startsOf(index, provider));
  const others = services.map((_, index) =>
    remembered((provider: Provider) =>
      union(atLeast(2, index), subtract(atLeast(1, index), startsOf(index, provider))),
    ),
  );

  return {
    any,
    sole: remembered((provider: Provider) =>
      chain((index, rest) => [own(index, provider), resources(index), rest].reduce(intersect)),
    ),
    others: (index, provider) => others[index]?.(provider) ?? NEVER,
    mixed: remembered((provider: Provider) =>
      chain((index, rest) => {
        const next = any()[index + 1];
        const minutes = services[index]?.shape.minutes ?? 0;
        // What follows a service by somebody else may be anything.
        const byOther =
          index === 0
            ? NEVER
            : intersect(
                others[index]?.(provider) ?? NEVER,
                next ? leadingTo(next, minutes, problem.maxGap) : EVER,
              );
        const byThem = index === last ? NEVER : intersect(startsOf(index, provider), rest);
        return intersect(union(byOther, byThem), resources(index));
      }),
    ),
  };
}

/** Who takes a service of a way: the provider of the first, somebody else, or whoever can. */
type By = 'them' | 'other' | 'any';

export interface Way {
  /** Starts of the services. */
  times: readonly Instant[];
  by: readonly By[];
  end: Instant;
}

interface Step {
  at: Instant;
  by: By;
  before: Step | undefined;
}

/** What a way is looked for among. */
export interface Wanted {
  kind: 'any' | 'sole' | 'mixed';
  /** Whom `sole` and `mixed` are about. */
  provider?: Provider;
}

/**
 * The way that ends first among those from one start (section 2), its first gaps as short as they can be.
 * @returns undefined where there is none
 */
export function earliestWay(
  { services, problem }: Situation,
  { startsOf }: Outlook,
  ways: Ways,
  start: Instant,
  { kind, provider }: Wanted,
): Way | undefined {
  const open = kind === 'sole' && provider ? ways.sole(provider) : ways.any();
  const owed = kind === 'mixed' && provider ? ways.mixed(provider) : [];
  const whoever: By = kind === 'sole' ? 'them' : 'any';

  /** Owed: somebody else must still take one of the services from this one on. */
  function takers(at: Instant, index: number, isOwed: boolean): { by: By; leavesOwed: boolean }[] {
    if (!isOwed || !provider) return [{ by: whoever, leavesOwed: false }];
    const found: { by: By; leavesOwed: boolean }[] = [];
    if (index > 0 && has(ways.others(index, provider), at)) found.push({ by: 'other', leavesOwed: false });
    if (has(startsOf(index, provider), at)) found.push({ by: 'them', leavesOwed: true });
    return found;
  }

  const last = services.length - 1;
  let done: Step | undefined;
  let frontier = new Map<string, { at: Instant; isOwed: boolean; before: Step | undefined }>();
  const isOwed = kind === 'mixed';
  if (has((isOwed ? owed : open)[0] ?? NEVER, start))
    frontier.set('', { at: start, isOwed, before: undefined });
  for (const [index, { shape }] of services.entries()) {
    const reached: typeof frontier = new Map();
    for (const { at, isOwed, before } of frontier.values())
      for (const { by, leavesOwed } of takers(at, index, isOwed)) {
        const step = { at, by, before };
        if (index === last) {
          if (!leavesOwed && (!done || at < done.at)) done = step;
          continue;
        }
        for (let gap = 0; gap <= problem.maxGap; gap += STEP) {
          const next = at + shape.minutes + gap;
          const key = `${next}${leavesOwed ? ' owed' : ''}`;
          if (!reached.has(key) && has((leavesOwed ? owed : open)[index + 1] ?? NEVER, next))
            reached.set(key, { at: next, isOwed: leavesOwed, before: step });
        }
      }
    frontier = reached;
  }
  if (!done) return undefined;
  const steps: Step[] = [];
  for (let step: Step | undefined = done; step; step = step.before) steps.unshift(step);
  return {
    times: steps.map(({ at }) => at),
    by: steps.map(({ by }) => by),
    end: done.at + (services[last]?.shape.minutes ?? 0),
  };
}
