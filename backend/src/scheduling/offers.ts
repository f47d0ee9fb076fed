import { gridStarts } from './grid.ts';
import { hiddenStarts, leavesOrphan } from './packing.ts';
import { outlookIn, type Outlook, type Situation } from './prepare.ts';
import { EVER, intersect, rangesOf, type Ranges } from './ranges.ts';
import { providerSpan } from './runs.ts';
import type { Instant, Interval, Problem, Provider } from './types.ts';
import { earliestWay, waysOf, type Ways, type Wanted } from './ways.ts';
import { zoneOf } from './zones.ts';

/** The starts at which one provider, or nobody where none is needed, can take the first service. */
export interface Offer {
  outlook: Outlook;
  ways: Ways;
  provider: Provider | undefined;
  /** Ascending. */
  starts: readonly Instant[];
  /** Every start of its grid on the asked dates, offered or not. */
  grid: () => readonly Instant[];
  /** Among which ways the one to be taken at a start is looked for. */
  wantedAt: (start: Instant) => readonly Wanted[];
}

/** The asked local dates as instants, and a day more on both sides: packing looks at whole dates of the provider. */
function windowOf({ timeZone, from, to }: Problem): { asked: Ranges; wider: Ranges } {
  const zone = zoneOf(timeZone);
  return { asked: rangesOf(zone.dates(from, to)), wider: rangesOf(zone.dates(from - 2, to + 2)) };
}

/** All offers of a problem (section 4), one for each provider of the first service. */
export function offersOf(situation: Situation): Offer[] {
  const { problem, services } = situation;
  const [first] = services;
  if (!first) return [];
  const { asked, wider } = windowOf(problem);
  const isPacked = problem.rules.packing === 'noOrphans' && services.every(({ shape }) => shape.crew === 1);

  function offerOf(provider: Provider | undefined, outlook: Outlook, ways: Ways): Offer {
    const within = (starts: Ranges, window: Ranges) => intersect(intersect(starts, outlook.allowed), window);
    const working = provider
      ? situation.timeOf(provider).working
      : problem.location
        ? situation.opening()
        : [];
    const onGrid = (starts: Ranges) => gridStarts(starts, problem.rules.grid, outlook.stay, working);
    const common = { outlook, ways, provider, grid: () => onGrid(asked) };
    const isSingle = services.length === 1;

    if (provider && isPacked) {
      const own = onGrid(within(ways.sole(provider)[0] ?? [], wider));
      const hidden = hiddenOf(provider, own, outlook, ways);
      const isAsked = inside(asked);
      const shown = new Set(own.filter((start) => isAsked(start) && !hidden.has(start)));
      const mixed = isSingle ? [] : onGrid(within(ways.mixed(provider)[0] ?? [], asked));
      const starts =
        mixed.length === 0 ? [...shown] : [...new Set([...shown, ...mixed])].sort((a, b) => a - b);
      return {
        ...common,
        starts,
        wantedAt: (start) => [
          ...(shown.has(start) ? [{ kind: 'sole', provider } as const] : []),
          ...(isSingle ? [] : [{ kind: 'mixed', provider } as const]),
        ],
      };
    }
    const isSole = provider !== undefined && services.every(({ shape }) => shape.crew <= 1);
    const free =
      isSingle && isSole
        ? ways.sole(provider)[0]
        : intersect(provider ? outlook.startsOf(0, provider) : EVER, ways.any()[0] ?? []);
    const starts = onGrid(within(free ?? [], asked));
    return {
      ...common,
      starts,
      wantedAt: () => [...(isSole ? [{ kind: 'sole', provider } as const] : []), { kind: 'any' }],
    };
  }

  function hiddenOf(provider: Provider, own: readonly Instant[], outlook: Outlook, ways: Ways): Set<Instant> {
    const minGap = problem.rules.minGap ?? provider.shortestService ?? 0;
    const { free, busy } = situation.timeOf(provider);
    const span = (start: Instant): Interval => {
      const way =
        services.length > 1
          ? earliestWay(situation, outlook, ways, start, { kind: 'sole', provider })
          : undefined;
      const ends = services.map(({ shape }, index) => {
        const { from, to } = providerSpan(shape);
        const at = way?.times[index] ?? start;
        return [at + from, at + to] as const;
      });
      return [Math.min(...ends.map(([from]) => from)), Math.max(...ends.map(([, to]) => to))];
    };
    return hiddenStarts(own, outlook.stay.zone, (start) => leavesOrphan(span(start), free, busy, minGap));
  }

  if (first.shape.crew === 0) {
    const outlook = outlookIn(situation, zoneOf(problem.timeZone));
    return [offerOf(undefined, outlook, waysOf(situation, outlook))];
  }
  const zoneNameOf = ({ timeZone }: Provider) => (problem.location ? problem.timeZone : timeZone);
  return [...Map.groupBy(first.providers, zoneNameOf)].flatMap(([name, providers]) => {
    const outlook = outlookIn(situation, zoneOf(name));
    const ways = waysOf(situation, outlook);
    return providers.map((provider) => offerOf(provider, outlook, ways));
  });
}

function inside(ranges: Ranges): (instant: Instant) => boolean {
  const [from = 0, to = 0] = ranges;
  if (ranges.length === 2) return (instant) => instant >= from && instant < to;
  return (instant) => intersect(ranges, [instant, instant + 1]).length > 0;
}
