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
  /** The offset of a local day and of its neighbours, two after it included; undefined where clocks change meanwhile. */
  steadyOffset: (day: LocalDay) => number | undefined;
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

/** Asks the only authority about zones that the platform has. It answers in microseconds, so it is asked as little as possible. */
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

/** The transitions of so many minutes are found together. */
const CHUNK = 128 * DAY;
/** No zone ever had one offset, another and the first again within so many minutes. */
const STEP = 4 * DAY;

function readZone(name: string): Zone {
  const read = offsetReader(name);
  /** By number of chunk: its spans, in order. */
  const chunks = new Map<number, Span[]>();

  /** The first minute after `from`, and not after `to`, that has another offset than `from`. */
  function firstChange(from: Instant, to: Instant, offset: number): Instant {
    let [low, high] = [from, to];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (read(middle) === offset) low = middle;
      else high = middle;
    }
    return high;
  }

  function findSpans(chunk: number): Span[] {
    const spans: Span[] = [];
    const end = (chunk + 1) * CHUNK;
    let from = chunk * CHUNK;
    let offset = read(from);
    for (let at = from; at < end;) {
      const next = Math.min(at + STEP, end);
      at = read(next) === offset ? next : firstChange(at, next, offset);
      const changed = read(at);
      if (changed === offset || at === end) continue;
      spans.push({ from, to: at, offset });
      [from, offset] = [at, changed];
    }
    spans.push({ from, to: end, offset });
    return spans;
  }

  // Most questions are about the span of the one before.
  let last: Span = { from: 0, to: 0, offset: 0 };
  function spanAt(instant: Instant): Span {
    if (instant >= last.from && instant < last.to) return last;
    const chunk = Math.floor(instant / CHUNK);
    let spans = chunks.get(chunk);
    if (!spans) {
      spans = findSpans(chunk);
      chunks.set(chunk, spans);
    }
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
      const near = spanAt(wall);
      // Offsets are less than a day, so a whole day of one offset around leaves nothing to decide.
      if (wall - DAY >= near.from && wall + DAY < near.to) return wall - near.offset;
      let before = 0;
      for (const { from, to, offset } of spans(wall - DAY, wall + DAY)) {
        const instant = wall - offset;
        if (instant >= from && instant < to) return instant;
        if (instant >= to) before = offset;
      }
      return wall - before;
    },
    steadyOffset(day) {
      const { from, to, offset } = spanAt(day * DAY);
      return (day - 1) * DAY >= from && (day + 3) * DAY < to ? offset : undefined;
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
