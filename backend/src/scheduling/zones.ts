import { DAY } from './days.ts';
import type { Instant, Interval, LocalDay, MinuteOfDay } from './types.ts';

/** A stretch of time in which a zone keeps one offset. */
export interface Span {
  /** Inclusive. */
  from: Instant;
  /** Exclusive. */
  to: Instant;
  /** Minutes that local clocks are ahead of UTC. */
  offset: number;
}

/** An IANA zone between 1970 and 2100, in whole minutes. */
export interface Zone {
  name: string;
  /** Minutes that local clocks are ahead of UTC at an instant. */
  offsetAt: (instant: Instant) => number;
  /** Wall time to instant as Temporal's `compatible`: in a gap the later instant, in an overlap the earlier (section 1). */
  toInstant: (day: LocalDay, minute: MinuteOfDay) => Instant;
  /** What calendar and clock show at an instant. */
  toLocal: (instant: Instant) => { day: LocalDay; minute: MinuteOfDay };
  /** The spans that cover `from` (inclusive) to `to` (exclusive), in order and clipped to it. */
  spans: (from: Instant, to: Instant) => Span[];
  /**
   * The instants whose local date is one of `first` to `last`, both inclusive: more than one interval where clocks go
   * back over midnight.
   */
  dates: (first: LocalDay, last: LocalDay) => Interval[];
}

const zones = new Map<string, Zone>();

/** @param timeZone IANA name @throws RangeError for one that does not exist */
export function zoneOf(timeZone: string): Zone {
  let zone = zones.get(timeZone);
  if (!zone) {
    zone = readZone(timeZone);
    zones.set(timeZone, zone);
  }
  return zone;
}

/** Asks the only authority about zones that the platform has. It answers in microseconds, so it is asked once a day of range. */
function offsetReader(timeZone: string): (instant: Instant) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  return (instant) => {
    // "3/8/2026, 14:30"
    const [month = 0, day = 0, year = 0, hour = 0, minute = 0] = (
      format.format(instant * 60_000).match(/\d+/g) ?? []
    ).map(Number);
    return Date.UTC(year, month - 1, day, hour, minute) / 60_000 - instant;
  };
}

/** Days of which the transitions are found together. */
const CHUNK = 128 * DAY;

function readZone(name: string): Zone {
  const read = offsetReader(name);
  /** By number of chunk: its spans, in order. */
  const chunks = new Map<number, Span[]>();

  /** The first minute in (`from`, `to`] that has another offset than `from`. */
  function transition(from: Instant, to: Instant, before: number): Instant {
    let [low, high] = [from, to];
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (read(middle) === before) low = middle;
      else high = middle;
    }
    return high;
  }

  function findSpans(chunk: number): Span[] {
    const spans: Span[] = [];
    const end = (chunk + 1) * CHUNK;
    let from = chunk * CHUNK;
    let offset = read(from);
    for (let at = from; at < end; at += DAY) {
      const next = read(at + DAY);
      if (next === offset) continue;
      const to = transition(at, at + DAY, offset);
      if (to >= end) break;
      spans.push({ from, to, offset });
      [from, offset] = [to, next];
    }
    spans.push({ from, to: end, offset });
    return spans;
  }

  function chunkAt(instant: Instant): Span[] {
    const number = Math.floor(instant / CHUNK);
    let spans = chunks.get(number);
    if (!spans) {
      spans = findSpans(number);
      chunks.set(number, spans);
    }
    return spans;
  }

  // Most questions are about the span of the one before.
  let last: Span = { from: 0, to: 0, offset: 0 };
  function spanAt(instant: Instant): Span {
    if (instant >= last.from && instant < last.to) return last;
    const spans = chunkAt(instant);
    last = spans.find(({ to }) => instant < to) ?? last;
    return last;
  }

  const offsetAt = (instant: Instant) => spanAt(instant).offset;

  function spans(from: Instant, to: Instant): Span[] {
    const found: Span[] = [];
    for (let at = from; at < to;) {
      const span = spanAt(at);
      const previous = found.at(-1);
      const end = Math.min(span.to, to);
      if (previous?.offset === span.offset) previous.to = end;
      else found.push({ from: at, to: end, offset: span.offset });
      at = end;
    }
    return found;
  }

  return {
    name,
    offsetAt,
    spans,
    toInstant(day, minute) {
      const wall = day * DAY + minute;
      const span = spanAt(wall);
      // Offsets are within 14 hours, so a whole day of one offset around leaves nothing to decide.
      if (wall - DAY >= span.from && wall + DAY < span.to) return wall - span.offset;
      const before = offsetAt(wall - DAY);
      const early = wall - before;
      if (offsetAt(early) === before) return early;
      const after = offsetAt(wall + DAY);
      const late = wall - after;
      return offsetAt(late) === after ? late : early;
    },
    toLocal(instant) {
      const wall = instant + offsetAt(instant);
      const day = Math.floor(wall / DAY);
      return { day, minute: wall - day * DAY };
    },
    dates(first, last) {
      const found: [number, number][] = [];
      for (const { from, to, offset } of spans((first - 1) * DAY, (last + 2) * DAY)) {
        const start = Math.max(from, first * DAY - offset);
        const end = Math.min(to, (last + 1) * DAY - offset);
        if (start >= end) continue;
        const previous = found.at(-1);
        if (previous?.[1] === start) previous[1] = end;
        else found.push([start, end]);
      }
      return found;
    },
  };
}
