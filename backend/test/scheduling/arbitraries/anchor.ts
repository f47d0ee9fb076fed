// Around which instant a problem lies: most often where a zone's clocks change.
import fc from 'fast-check';
import { DAY, dateOf, dayShownAt, instantOf, minuteShownAt, writeInstant } from '../reference/clock.ts';
import type { WallTime, WrittenDate, WrittenInstant } from '../reference/form.ts';
import { roundMinutes, weighted } from './draw.ts';
import { transitionsOf, ZONES } from '../transitions.ts';

/** Half an hour of summer time, two hours, changes at midnight, a minute after it and over the date line, quarter hours, Ramadan. */
const ODD_ZONES = [
  'Australia/Lord_Howe',
  'Antarctica/Troll',
  'Antarctica/Casey',
  'America/Havana',
  'America/Santiago',
  'America/Asuncion',
  'America/Nuuk',
  'America/Scoresbysund',
  'Atlantic/Azores',
  'Asia/Beirut',
  'Asia/Gaza',
  'Asia/Tehran',
  'Africa/Cairo',
  'Africa/Casablanca',
  'America/Sao_Paulo',
  'Pacific/Chatham',
  'Asia/Kathmandu',
];

/** Zones with a change of their own kind in a certain year. */
const ODD_YEARS: [zone: string, year: number][] = [
  ['Pacific/Apia', 2011],
  ['Pacific/Fakaofo', 2011],
  ['Pacific/Kiritimati', 1994],
  ['Pacific/Kwajalein', 1993],
  ['America/St_Johns', 2007],
  ['America/St_Johns', 1988],
  ['America/Goose_Bay', 2010],
  ['America/Moncton', 2003],
  ['Asia/Pyongyang', 2015],
  ['Asia/Kathmandu', 1986],
  ['America/Caracas', 2016],
];

export const zone = weighted([3, fc.constantFrom(...ZONES)], [1, fc.constantFrom(...ODD_ZONES)]);

const year = weighted([4, fc.integer({ min: 2020, max: 2040 })], [1, fc.integer({ min: 1974, max: 2098 })]);

const zoneAndYear = weighted([12, fc.tuple(zone, year)], [1, fc.constantFrom(...ODD_YEARS)]);

const known = new Map<string, number[]>();

function changesIn(zone: string, year: number): number[] {
  const key = `${zone} ${year}`;
  let changes = known.get(key);
  if (!changes) {
    changes = transitionsOf(zone, Date.UTC(year, 0) / 60_000, Date.UTC(year + 1, 0) / 60_000, 12 * DAY);
    if (known.size > 2_000) known.clear();
    known.set(key, changes);
  }
  return changes;
}

/** A wall time; near the anchor where it is drawn so, on the hour when it is shrunk. */
export interface DrawnWall {
  isNear: boolean;
  minutes: number;
}

/** What dates, wall times and instants of one problem are relative to. */
export class Anchor {
  readonly zone: string;
  readonly instant: number;

  constructor(zone: string, instant: number) {
    this.zone = zone;
    this.instant = instant;
  }

  date(days: number): WrittenDate {
    return dateOf(dayShownAt(this.zone, this.instant) + days);
  }

  /** @param minutes after the midnight of the anchor's date */
  instantAt(minutes: number): WrittenInstant {
    return writeInstant(instantOf(this.zone, dayShownAt(this.zone, this.instant), 0) + minutes);
  }

  /** Minutes of the day; near ones lie around what the clocks show right before they change. */
  minuteOf({ isNear, minutes }: DrawnWall): number {
    if (!isNear) return minutes % DAY;
    return (minuteShownAt(this.zone, this.instant - 1) + 1 + DAY + (minutes % (DAY / 4)) - DAY / 8) % DAY;
  }

  wall(drawn: DrawnWall): WallTime {
    return wallTimeOf(this.minuteOf(drawn));
  }
}

export const wallTimeOf = (minute: number): WallTime =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

export const drawnWall: fc.Arbitrary<DrawnWall> = fc.record({
  isNear: fc.boolean(),
  minutes: roundMinutes(DAY - 1),
});

export const anchor = fc
  .tuple(zoneAndYear, fc.nat({ max: 1_000 }), fc.integer({ min: 0, max: 9 }))
  .map(([[zone, year], which, kind]) => {
    const changes = changesIn(zone, year);
    const change = changes[which % changes.length];
    const someTime = Date.UTC(year, 0, 1 + (which % 365), 2) / 60_000;
    return new Anchor(zone, change === undefined || kind === 9 ? someTime : change);
  });
