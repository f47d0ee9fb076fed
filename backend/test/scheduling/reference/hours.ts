// Who works when (scheduling rules, section 3), minute by minute.
import { dayOf, dayShownAt, HOUR, instantOf, minuteOf, readInstant, weekdayOf } from './clock.ts';
import type {
  WrittenHours,
  WrittenInterval,
  WrittenProblem,
  WrittenProvider,
  WrittenResource,
  WrittenSubject,
} from './form.ts';
import { Minutes, type Range } from './minutes.ts';
import type { TakenAway } from './taken-away.ts';

const ALL_DAY: WrittenInterval = { start: '00:00', end: '24:00' };

/** The working time of the subjects of one problem, in the stretch of instants that matters to it. */
export class Hours {
  readonly #problem: WrittenProblem;
  readonly #stretch: Range;
  readonly #without: TakenAway;
  readonly #known = new Map<string, Minutes>();

  constructor(problem: WrittenProblem, stretch: Range, without: TakenAway) {
    this.#problem = problem;
    this.#stretch = stretch;
    this.#without = without;
  }

  /** With a location everybody's hours are in its zone (step 3). */
  zoneOf(provider: WrittenProvider | undefined): string {
    return this.#problem.location ? this.#problem.timeZone : (provider?.timeZone ?? this.#problem.timeZone);
  }

  /** When the location is open to a service (steps 1 and 2); undefined where there is none. */
  ofLocation(takesProviders: boolean): Minutes | undefined {
    const { location, timeZone } = this.#problem;
    if (!location) return undefined;
    return this.#remembered(`location ${takesProviders}`, () =>
      this.#byRule(timeZone, location, (day) => !takesProviders && this.#isKept(day, location)),
    );
  }

  /** When a provider works by rule and the location is open (steps 1 to 3). */
  ofProviderByRule(provider: WrittenProvider): Minutes {
    return this.#remembered(`rule ${provider.id}`, () => {
      // Without weekly hours they are not working.
      const { weekly = [], overrides } = provider;
      const zone = this.zoneOf(provider);
      const own = this.#byRule(zone, { weekly, overrides }, (day) => this.#isKept(day, provider));
      return this.#inLocation(own, true);
    });
  }

  ofProvider(provider: WrittenProvider): Minutes {
    return this.#remembered(`provider ${provider.id}`, () => {
      const working = this.ofProviderByRule(provider);
      return this.#without.has('TIME_OFF') ? working : minusTimeOff(working, provider, this.zoneOf(provider));
    });
  }

  /** Those without hours of their own work whenever the location is open, or always where there is none. */
  ofResource(resource: WrittenResource, takesProviders: boolean): Minutes {
    const { timeZone } = this.#problem;
    return this.#remembered(`resource ${resource.id} ${takesProviders}`, () => {
      const own = this.#byRule(timeZone, resource, () => false, false);
      return minusTimeOff(this.#inLocation(own, takesProviders), resource, timeZone);
    });
  }

  #remembered(key: string, make: () => Minutes): Minutes {
    let minutes = this.#known.get(key);
    if (!minutes) this.#known.set(key, (minutes = make()));
    return minutes;
  }

  #inLocation(own: Minutes, takesProviders: boolean): Minutes {
    const open = this.ofLocation(takesProviders);
    return open ? own.both(open) : own;
  }

  /** Whether a public holiday closes the date for somebody: neither the location nor they have an override on it (step 2). */
  #isKept(day: number, who: WrittenHours): boolean {
    const { location } = this.#problem;
    return (
      !this.#without.has('HOLIDAY') &&
      (location?.holidays ?? []).some((date) => dayOf(date) === day) &&
      overridesOn(day, who).length === 0 &&
      overridesOn(day, location ?? {}).length === 0
    );
  }

  /** Steps 1 and 2. */
  #byRule(
    zone: string,
    who: WrittenHours,
    isClosed: (day: number) => boolean,
    isOpened = this.#without.has('OUTSIDE_HOURS'),
  ): Minutes {
    const minutes = new Minutes(this.#stretch);
    for (const day of this.#days(zone)) {
      if (isClosed(day)) continue;
      for (const interval of intervalsOn(day, who)) minutes.add(rangeOf(zone, day, interval));
      if (isOpened) minutes.add(rangeOf(zone, day, ALL_DAY));
    }
    return minutes;
  }

  /** Local dates whose intervals can reach into the stretch. */
  #days(zone: string): number[] {
    const [from, to] = this.#stretch;
    const first = dayShownAt(zone, from) - 2;
    const last = dayShownAt(zone, to) + 1;
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  }
}

/** Step 4. */
function minusTimeOff(working: Minutes, { timeOff = [] }: WrittenSubject, zone: string): Minutes {
  const left = working.both(working);
  for (const off of timeOff) {
    if (typeof off === 'string') {
      const [from, to] = rangeOf(zone, dayOf(off), ALL_DAY);
      left.remove([from, to]);
      // Where clocks go back from after midnight, the date comes a second time.
      for (let minute = to; minute < to + 4 * HOUR; minute += 1)
        if (dayShownAt(zone, minute) === dayOf(off)) left.remove([minute, minute + 1]);
    } else left.remove([readInstant(off[0]), readInstant(off[1])]);
  }
  return left;
}

const overridesOn = (day: number, { overrides = [] }: WrittenHours) =>
  overrides.filter(({ date }) => dayOf(date) === day);

/** Step 1: what is written for a local date; without weekly hours all of it. */
function intervalsOn(day: number, who: WrittenHours): WrittenInterval[] {
  const overrides = overridesOn(day, who);
  if (overrides.length > 0) return overrides.flatMap(({ intervals = [] }) => intervals);
  if (!who.weekly) return [ALL_DAY];
  return who.weekly.filter(
    ({ days, validFrom, validTo }) =>
      days.includes(weekdayOf(day)) &&
      (validFrom === undefined || dayOf(validFrom) <= day) &&
      (validTo === undefined || day <= dayOf(validTo)),
  );
}

/** From its start's instant up to its end's; an end that is not after the start is on the next local day (section 1). */
function rangeOf(zone: string, day: number, { start, end }: WrittenInterval): Range {
  const [begins, ends] = [minuteOf(start), minuteOf(end)];
  return [
    instantOf(zone, day, begins),
    ends > begins ? instantOf(zone, day, ends) : instantOf(zone, day + 1, ends),
  ];
}
