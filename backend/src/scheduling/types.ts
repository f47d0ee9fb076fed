// What the engine is given and what it answers: plain data, whole minutes, nothing that needs a clock or a database.

/** Whole minutes since 1970-01-01T00:00Z. */
export type Instant = number;
/** Whole days since 1970-01-01 in somebody's local calendar. */
export type LocalDay = number;
/** Whole minutes from local midnight as the wall clock shows them, 0 to 1440; ends up to 2880 are on the next local day. */
export type MinuteOfDay = number;
/** From (inclusive) to (exclusive), in the unit that the field names. */
export type Interval = readonly [from: number, to: number];

/** An interval of every week. */
export interface WeeklyInterval {
  /** ISO: 1 is Monday. */
  weekday: number;
  start: MinuteOfDay;
  /** After `start`; past 1440 it ends on the next local day. */
  end: MinuteOfDay;
  /** Local days on which it begins to hold and ceases to, both inclusive. */
  validFrom?: LocalDay | undefined;
  validTo?: LocalDay | undefined;
}

/** What replaces the weekly hours of one local day; no intervals: closed. */
export interface DateOverride {
  day: LocalDay;
  /** In minutes of that local day. */
  intervals: readonly Interval[];
}

/** When somebody works, by rule (section 3). */
export interface Hours {
  /** Absent: a location or resource is open all day on every date without override, a provider is not working. */
  weekly?: readonly WeeklyInterval[] | undefined;
  overrides?: readonly DateOverride[] | undefined;
}

export interface Place extends Hours {
  /** Public holidays that are kept here; absent or empty where `closedOnHolidays` is off. */
  holidays?: readonly LocalDay[] | undefined;
}

/**
 * Taken time as a kept index gives it: one bit for each five minutes, lowest bit of a byte first. A set bit says that
 * the whole cell is taken.
 */
export interface TakenCells {
  /** Instant of the first cell's beginning; a multiple of 5. */
  origin: Instant;
  bits: Uint8Array;
}

/** Anything whose time can be taken (section 2). */
export interface Subject extends Hours {
  id: string;
  /** Off work, in instants. */
  timeOff?: readonly Interval[] | undefined;
  /** Off work on whole local days, both inclusive. */
  daysOff?: readonly Interval[] | undefined;
  /** Ranges of instants taken by others, already padded; in any order, they may overlap. */
  busy: readonly Interval[];
  /**
   * Working time after steps 1 to 3 of section 3, as the index of free time keeps it, instead of rules: instants from, to,
   * from, to, ..., ascending, of the location's zone and opening hours.
   */
  working?: readonly Instant[] | undefined;
  /** More taken time, from the index of free time; it counts together with `busy`. */
  taken?: TakenCells | undefined;
}

export interface Provider extends Subject {
  /** Counts only where the problem has no location. */
  timeZone: string;
  /** One range of instants for each booking that counts towards this provider's limits; `busy` holds them too. */
  bookings?: readonly Interval[] | undefined;
  /** Minutes that packing must leave at least, where `rules.minGap` is absent: the shortest service they can be booked for. */
  shortestService?: number | undefined;
}

export interface Resource extends Subject {
  type: string;
}

export interface ResourceNeed {
  type: string;
  quantity: number;
}

/** A part of a service, in which the same subjects are taken throughout. */
export interface Segment {
  /** At least 1; add-ons and duration inputs are already in it. */
  minutes: number;
  /** Whether the providers of the service are taken. */
  provider: boolean;
  resources: readonly ResourceNeed[];
}

/** What is asked for: one service, with its choices made. */
export interface RequestedService {
  /** In order, at least one. */
  segments: readonly Segment[];
  /** How many providers at the same time; 0 where only resources are taken. */
  providers: number;
  bufferBefore: number;
  bufferAfter: number;
  /** Who may do it, or whom the customer named; absent: everybody. */
  providerIds?: readonly string[] | undefined;
}

export type Grid =
  | { alignment: 'clock' | 'workStart'; /** Minutes, at least 1. */ slotInterval: number }
  | { fixedStarts: readonly MinuteOfDay[] };

/** Section 4. A limit that is absent does not limit. */
export interface Rules {
  grid: Grid;
  /** Minutes. */
  minNotice: number;
  cutoff?: { daysBefore: number; time: MinuteOfDay } | undefined;
  /** Local days. Absent: any. */
  maxAdvanceDays?: number | undefined;
  packing: 'all' | 'noOrphans';
  /** Minutes. */
  minGap?: number | undefined;
  /** Bookings. */
  providerPerDay?: number | undefined;
  providerPerWeek?: number | undefined;
  /** Minutes of padded ranges. */
  providerMinutesPerDay?: number | undefined;
  /** Bookings of the customer who asks. */
  customerActive?: number | undefined;
  customerPerDay?: number | undefined;
}

/** One question to the engine. */
export interface Problem {
  now: Instant;
  /** IANA zone of the location, and of `from` and `to`; with no location, that of whoever names none. */
  timeZone: string;
  /** Local days of `timeZone`, both inclusive; at most 400 apart. */
  from: LocalDay;
  to: LocalDay;
  /** One service, or the services of a visit in their order. */
  services: readonly RequestedService[];
  /** Minutes that may lie between two services of a visit, in steps of 5. */
  maxGap: number;
  rules: Rules;
  location?: Place | undefined;
  /** Absent: no service takes providers. */
  providers?: readonly Provider[] | undefined;
  /** By their number: the lowest free one is taken. */
  resources: readonly Resource[];
  /** Starts of the customer's active bookings, for their limits. */
  customer?: { activeBookings: readonly Instant[] } | undefined;
}

export interface Slot {
  start: Instant;
  end: Instant;
  /** Who could take it (of a visit: its first service; of a crew: every member of a possible crew), sorted. */
  providers: readonly string[];
}

/** Section 8. */
export type Reason =
  | 'OUTSIDE_HOURS'
  | 'HOLIDAY'
  | 'TIME_OFF'
  | 'BUSY'
  | 'BUFFER'
  | 'NO_RESOURCE'
  | 'NOTICE'
  | 'CUTOFF'
  | 'TOO_FAR'
  | 'DAY_LIMIT'
  | 'WEEK_LIMIT'
  | 'CUSTOMER_LIMIT'
  | 'PACKING'
  | 'SOLD_OUT'
  | 'NONEXISTENT_TIME';

/** A start of the grid that is not offered, and why. For NONEXISTENT_TIME: the instant the wall time is moved to. */
export interface Refusal {
  start: Instant;
  reasons: readonly Reason[];
}

/** Who takes what if a start is booked (section 5). */
export interface Assignment {
  start: Instant;
  end: Instant;
  /** One for each service, in their order, without buffers. */
  services: readonly { start: Instant; end: Instant; providerIds: readonly string[] }[];
  /** What is to be allocated: padded, and joined where one subject's ranges touch. `service` is the index of the first served. */
  takes: readonly { subjectId: string; from: Instant; to: Instant; service: number }[];
}
