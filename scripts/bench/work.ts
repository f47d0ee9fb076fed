import { dateOf, dayOf, isoOf } from '../../backend/src/scheduling/days.ts';
import { zoneOf } from '../../backend/src/scheduling/zones.ts';
import type { PlainWork } from './luxon.ts';

const ZONES = [
  'America/Argentina/Buenos_Aires',
  'America/Sao_Paulo',
  'Europe/Madrid',
  'America/New_York',
  'Australia/Adelaide',
];
const FIRST = '2027-03-01';
const QUARTERS_OF_DAY = { first: 36, count: 34 };

/** Numbers that are the same in every run: a multiplicative generator (Lehmer, 1951). */
function numbers(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** `count` different ones of the quarter hours of a working day. */
function someQuarters(count: number, random: () => number): number[] {
  const left = Array.from({ length: QUARTERS_OF_DAY.count }, (_, index) => QUARTERS_OF_DAY.first + index);
  return Array.from({ length: count }, () => left.splice(Math.floor(random() * left.length), 1)[0] ?? 0).sort(
    (a, b) => a - b,
  );
}

/**
 * A problem in the plain-file form: hosts in five zones, some of which change their clocks meanwhile, with a lunch break,
 * Saturdays, a day of other hours and a day off, and bookings of a quarter with ten minutes after; asked for is half an
 * hour, every quarter.
 */
export function benchWork(hosts: number, days: number, bookingsPerDay: number): PlainWork {
  const first = dayOf(FIRST);
  const providers = Array.from({ length: hosts }, (_, host) => {
    const timeZone = ZONES[host % ZONES.length] ?? 'UTC';
    const zone = zoneOf(timeZone);
    const random = numbers(7 + host * 31);
    const busy: [string, string][] = [];
    for (let day = first - 1; day <= first + days; day += 1)
      for (const quarter of someQuarters(bookingsPerDay, random)) {
        const from = zone.toInstant(day, quarter * 15);
        busy.push([isoOf(from), isoOf(from + 25)]);
      }
    return {
      id: `host-${String(host).padStart(4, '0')}`,
      timeZone,
      weekly: [
        { days: [1, 2, 3, 4, 5], start: '09:00', end: '13:00' },
        { days: [1, 2, 3, 4, 5], start: '14:00', end: '17:30' },
        { days: [6], start: '10:00', end: '14:00' },
      ],
      overrides: [
        { date: dateOf(first + 1 + (host % 4)), intervals: [{ start: '11:00', end: '16:00' }] },
        { date: dateOf(first + 5 + (host % 3)), intervals: [] },
      ],
      busy,
    };
  });
  return {
    now: '2027-02-01T00:00:00Z',
    timeZone: 'America/Argentina/Buenos_Aires',
    from: FIRST,
    to: dateOf(first + days - 1),
    service: { durationMinutes: 30, bufferBefore: 0, bufferAfter: 10 },
    rules: { slotInterval: 15, minNoticeMinutes: 0 },
    providers,
  };
}
