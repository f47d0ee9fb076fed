// What clocks show, by asking Intl.DateTimeFormat and nobody else (scheduling rules, section 1).
// Instants are whole minutes since 1970-01-01T00:00Z, days whole days since 1970-01-01, in whatever zone.

export const HOUR = 60;
export const DAY = 1440;

/** What one zone's clock was asked before, because Intl is slow. */
class Clock {
  readonly #format: Intl.DateTimeFormat;
  readonly aheadAtHour = remember((hour: number) => this.ask(hour * HOUR) - hour * HOUR);
  readonly instantOf = remember((wall: number) => {
    const showing = this.instantsShowing(wall);
    return showing.length > 0 ? Math.min(...showing) : Math.max(...this.#candidates(wall));
  });

  constructor(timeZone: string) {
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
  }

  ask(instant: number): number {
    const shown = this.#format.format(instant * 60_000).match(/\d+/g) ?? [];
    const [month = 0, day = 0, year = 0, hour = 0, minute = 0] = shown.map(Number);
    return Date.UTC(year, month - 1, day, hour, minute) / 60_000;
  }

  /** Within an hour that begins and ends equally far ahead of UTC nothing changes; in others every minute is asked. */
  shownAt(instant: number): number {
    const hour = Math.floor(instant / HOUR);
    const ahead = this.aheadAtHour(hour);
    return ahead === this.aheadAtHour(hour + 1) ? instant + ahead : this.ask(instant);
  }

  instantsShowing(wall: number): number[] {
    return this.#candidates(wall).filter((instant) => this.shownAt(instant) === wall);
  }

  /** The wall time read with the offset of the day before and with that of the day after: no clock changes twice in two days. */
  #candidates(wall: number): number[] {
    const found = [wall - DAY, wall + DAY].map((near) => wall - (this.shownAt(near) - near));
    return [...new Set(found)];
  }
}

function remember(ask: (key: number) => number): (key: number) => number {
  const known = new Map<number, number>();
  return (key) => {
    let answer = known.get(key);
    if (answer === undefined) {
      if (known.size > 10_000) known.clear();
      known.set(key, (answer = ask(key)));
    }
    return answer;
  };
}

const clocks = new Map<string, Clock>();

function clockOf(zone: string): Clock {
  let clock = clocks.get(zone);
  if (!clock) clocks.set(zone, (clock = new Clock(zone)));
  return clock;
}

/** What the clock of a zone shows at an instant, as minutes since it showed 1970-01-01 00:00. */
export const shownAt = (zone: string, instant: number) => clockOf(zone).shownAt(instant);

/** The local date that the clock shows. */
export const dayShownAt = (zone: string, instant: number) => Math.floor(shownAt(zone, instant) / DAY);

/** The minute of the local day that the clock shows. */
export const minuteShownAt = (zone: string, instant: number) =>
  shownAt(zone, instant) - dayShownAt(zone, instant) * DAY;

/** All instants at which the clock shows this minute of that local date: one, two in an overlap, none in a gap. */
export const instantsShowing = (zone: string, day: number, minute: number) =>
  clockOf(zone).instantsShowing(day * DAY + minute);

/** Wall time to instant: the earlier one in an overlap, the later one in a gap. */
export const instantOf = (zone: string, day: number, minute: number) =>
  clockOf(zone).instantOf(day * DAY + minute);

/** "2026-03-01" */
export const dayOf = (date: string) => Date.parse(`${date}T00:00:00Z`) / 86_400_000;

export const dateOf = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10);

/** "09:30" or "24:00" */
export const minuteOf = (time: string) => Number(time.slice(0, 2)) * HOUR + Number(time.slice(3));

/** "2026-03-01T12:00:00Z" */
export const readInstant = (text: string) => Date.parse(text) / 60_000;

export const writeInstant = (instant: number) => new Date(instant * 60_000).toISOString().replace('.000', '');

/** ISO: 1 is Monday. */
export const weekdayOf = (day: number) => new Date(day * 86_400_000).getUTCDay() || 7;

/** A number of the ISO week, the same from Monday to Sunday. */
export const weekOf = (day: number) => Math.floor((day - (weekdayOf(day) - 1)) / 7);
