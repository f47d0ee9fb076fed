import { remembered, type Situation } from './prepare.ts';
import { EVER, NEVER, earlier, inAtLeast, intersect, subtract, union, type Ranges } from './ranges.ts';
import type { Roster } from './rosters.ts';
import type { Provider } from './types.ts';

/** Minutes between the steps in which a gap of a visit grows (section 2). */
export const STEP = 5;

/**
 * Which ways to serve what is asked are meant: by anybody, the first service by `provider` if one is named; every service that
 * takes somebody by `provider`; the first by `provider` and at least one after it by somebody else.
 */
export type Wanted =
  | { kind: 'any'; provider: Provider | undefined }
  | { kind: 'sole'; provider: Provider }
  | { kind: 'mixed'; provider: Provider };

/**
 * For each service the starts at which it, and all after it, can be served in such a way, minutes left aside. For `any`
 * whoever takes the first.
 */
export interface Ways {
  any: () => readonly Ranges[];
  sole: (provider: Provider) => readonly Ranges[];
  /** Those from which somebody else still has to take one. */
  mixed: (provider: Provider) => readonly Ranges[];
  /** The starts of a service alone at which somebody else than this provider can take it. */
  others: (index: number, provider: Provider) => Ranges;
}

/** Where a service may start so that the next one can, up to `maxGap` minutes after its end. */
function leadingTo(next: Ranges, minutes: number, maxGap: number): Ranges {
  const longest = Math.floor(maxGap / STEP) * STEP;
  let leading = earlier(next, minutes);
  // With all gaps up to one of them, those as long again are found at once.
  for (let gap = 0; gap < longest;) {
    const more = Math.min(gap + STEP, longest - gap);
    leading = union(earlier(leading, more), leading);
    gap += more;
  }
  return leading;
}

export function waysOf({ services, problem }: Situation, { startsOf, within }: Roster): Ways {
  const last = services.length - 1;

  /** From the last service to the first. */
  function chain(startsAt: (index: number, rest: Ranges) => Ranges): Ranges[] {
    const sets: Ranges[] = [];
    let rest = EVER;
    for (let index = last; index >= 0; index -= 1) {
      const allowed = index === 0 ? intersect(rest, within) : rest;
      const starts = intersect(startsAt(index, allowed), services[index]?.resources() ?? NEVER);
      sets[index] = starts;
      const previous = services[index - 1];
      if (previous) rest = leadingTo(starts, previous.shape.minutes, problem.maxGap);
    }
    return sets;
  }

  const crewOf = (index: number) => services[index]?.shape.crew ?? 0;
  const ableAt = (index: number) =>
    (services[index]?.providers ?? []).map((provider) => startsOf(index, provider));
  const any = remembered<void, Ranges[]>(() =>
    chain((index, rest) => inAtLeast(crewOf(index), ableAt(index), rest)),
  );
  const others = services.map((_, index) => {
    const atLeast = remembered((count: number) => inAtLeast(count, ableAt(index), EVER));
    return remembered((provider: Provider) =>
      union(atLeast(2), subtract(atLeast(1), startsOf(index, provider))),
    );
  });
  const othersAt = (index: number, provider: Provider) => others[index]?.(provider) ?? NEVER;

  return {
    any,
    sole: remembered((provider: Provider) =>
      chain((index, rest) => (crewOf(index) === 0 ? rest : intersect(startsOf(index, provider), rest))),
    ),
    mixed: remembered((provider: Provider) =>
      chain((index, rest) => {
        const byThem = index === last ? NEVER : intersect(startsOf(index, provider), rest);
        // What follows a service by somebody else may be anything: `any` says where that is possible.
        const byOther = index === 0 ? NEVER : intersect(othersAt(index, provider), any()[index] ?? NEVER);
        return union(byThem, byOther);
      }),
    ),
    others: othersAt,
  };
}
