// The plain-file form (scheduling rules, section 10) as it is written, before anybody reads it.

/** "09:30"; as an end also "24:00". */
export type WallTime = string;
/** "2026-03-01" */
export type WrittenDate = string;
/** "2026-03-01T12:00:00Z" */
export type WrittenInstant = string;

export interface WrittenInterval {
  start: WallTime;
  end: WallTime;
}

export interface WrittenWeekly extends WrittenInterval {
  days: number[];
  validFrom?: WrittenDate | undefined;
  validTo?: WrittenDate | undefined;
}

export interface WrittenOverride {
  date: WrittenDate;
  intervals?: WrittenInterval[] | undefined;
}

export interface WrittenHours {
  weekly?: WrittenWeekly[] | undefined;
  overrides?: WrittenOverride[] | undefined;
}

export type WrittenBusy = [WrittenInstant, WrittenInstant] | [WrittenInstant, WrittenInstant, 'booking'];

export interface WrittenSubject extends WrittenHours {
  id: string;
  timeOff?: ([WrittenInstant, WrittenInstant] | WrittenDate)[] | undefined;
  busy?: WrittenBusy[] | undefined;
}

export interface WrittenProvider extends WrittenSubject {
  timeZone?: string | undefined;
}

export interface WrittenResource extends WrittenSubject {
  type: string;
}

export interface WrittenNeed {
  type: string;
  quantity?: number | undefined;
}

export interface WrittenSegment {
  minutes: number;
  provider?: boolean | undefined;
  resources?: WrittenNeed[] | undefined;
}

export interface WrittenService {
  durationMinutes?: number | undefined;
  bufferBefore?: number | undefined;
  bufferAfter?: number | undefined;
  providers?: number | undefined;
  resources?: WrittenNeed[] | undefined;
  providerIds?: string[] | undefined;
  segments?: WrittenSegment[] | undefined;
}

export interface WrittenRules {
  slotInterval?: number | undefined;
  alignment?: 'clock' | 'workStart' | undefined;
  fixedStarts?: WallTime[] | undefined;
  minNoticeMinutes?: number | undefined;
  cutoff?: { daysBefore: number; time: WallTime } | undefined;
  maxAdvanceDays?: number | undefined;
  packing?: 'all' | 'noOrphans' | undefined;
  minGap?: number | undefined;
  providerPerDay?: number | undefined;
  providerPerWeek?: number | undefined;
}

export interface WrittenProblem {
  now: WrittenInstant;
  timeZone: string;
  from: WrittenDate;
  to: WrittenDate;
  service?: WrittenService | undefined;
  visit?: WrittenService[] | undefined;
  maxGap?: number | undefined;
  rules: WrittenRules;
  location?: (WrittenHours & { holidays?: WrittenDate[] | undefined }) | undefined;
  providers?: WrittenProvider[] | undefined;
  resources?: WrittenResource[] | undefined;
}
