import type { Stay } from './hours.ts';
import { minutesLeft, providerRules, startRules } from './limits.ts';
import { remembered, type Situation } from './prepare.ts';
import { EVER, NEVER, has, intersect, rangesOf, type Ranges } from './ranges.ts';
import { providerMinutes } from './runs.ts';
import type { Problem, Provider } from './types.ts';
import type { Zone } from './zones.ts';

/** Who may be booked from certain starts, all in one zone. */
export interface Roster {
  /** The local dates of the starts. */
  stay: Stay;
  /** The starts that this is about: allowed by notice, cutoff, window and the customer's limits. */
  within: Ranges;
  /** The starts of a service at which a provider is free for it and within limits. */
  startsOf: (index: number, provider: Provider) => Ranges;
  /**
   * Minutes that a visit may take a provider for: Infinity for those who could take all of it. Services alone are limited in
   * `startsOf` already.
   */
  minutesLeft: (provider: Provider) => number;
}

/** The local dates in a zone on which the starts asked for lie. */
export function staysOf({ problem, asked }: Situation, zone: Zone): Stay {
  if (zone.name === problem.timeZone) return { zone, first: problem.from, last: problem.to };
  const first = zone.toLocal(asked[0] ?? 0).day;
  const last = zone.toLocal((asked.at(-1) ?? 0) - 1).day;
  // Clocks that go back over midnight show a date twice.
  return { zone, first: first - 1, last: last + 1 };
}

/** Minutes that limits count for what is booked. What a visit takes of each provider shows only when it is put together. */
export function limitedMinutes({ services }: Situation): number {
  const [first] = services;
  return first && services.length === 1 ? providerMinutes(first.shape) : 0;
}

/**
 * The rosters of a zone; together they are about every start that may be offered once.
 * @param isWide whole local dates of the zone, and not only the starts asked for
 */
export function rostersIn(situation: Situation, zone: Zone, isWide: boolean): Roster[] {
  const { problem, services, asked, reach } = situation;
  const stay = staysOf(situation, zone);
  const window = startRules.reduce(
    (starts, [, rule]) => intersect(starts, rule(problem, stay)),
    isWide ? rangesOf(zone.dates(stay.first, stay.last)) : asked,
  );
  if (window.length === 0) return [];
  const isVisit = services.length > 1;
  const limits = remembered((provider: Provider) =>
    providerRules.reduce(
      (starts, [, rule]) => intersect(starts, rule(provider, problem, stay, limitedMinutes(situation))),
      EVER,
    ),
  );
  if (!isVisit) {
    const startsOf = (index: number, provider: Provider) =>
      intersect(services[index]?.fits(provider) ?? NEVER, limits(provider));
    return [{ stay, within: window, startsOf, minutesLeft: () => Infinity }];
  }

  /** Limits are those of the date on which the visit starts, whenever its services do. */
  function rosterAt(within: Ranges): Roster {
    const [start = 0] = within;
    const around = [start, (within.at(-1) ?? 0) + reach];
    const starts = services.map(({ fits }) =>
      remembered((provider: Provider) =>
        has(limits(provider), start) ? intersect(fits(provider), around) : NEVER,
      ),
    );
    return {
      stay,
      within,
      startsOf: (index, provider) => starts[index]?.(provider) ?? NEVER,
      minutesLeft: remembered((provider: Provider) => {
        const left = minutesLeft(provider, problem, stay, start);
        const minutes = services.reduce((sum, { shape }) => sum + providerMinutes(shape), 0);
        return left < minutes ? left : Infinity;
      }),
    };
  }

  const everybody = [...new Set(services.flatMap(({ providers }) => providers))];
  const isLimited = ({ rules }: Problem) =>
    everybody.some((provider) => limits(provider) !== EVER) || rules.providerMinutesPerDay !== undefined;
  if (!isLimited(problem)) return [rosterAt(window)];
  const dates = Array.from({ length: stay.last - stay.first + 1 }, (_, index) => stay.first + index);
  return dates
    .map((day) => intersect(window, rangesOf(zone.dates(day, day))))
    .filter((within) => within.length > 0)
    .map(rosterAt);
}
