import { parentPort, workerData } from 'node:worker_threads';
import Holidays from 'date-holidays';

/** What availability.holidays.ts asks this thread, once. */
export interface HolidayQuestion {
  country: string;
  region: string;
  year: number;
}

const plain = (name: string) => name.normalize('NFD').replace(/\p{M}/gu, '').trim().toLowerCase();

/** Every local date on which a country's, or also a region's, public holiday falls: "2026-12-25". */
function publicHolidays({ country, region, year }: HolidayQuestion): string[] {
  // Spread, for some countries have none.
  const states = Object.entries({ ...new Holidays().getStates(country) });
  const [state] = states.find((names) => names.some((name) => plain(name) === plain(region))) ?? [];
  const holidays = state === undefined ? new Holidays(country) : new Holidays(country, state);
  return holidays
    .getHolidays(year)
    .filter(({ type }) => type === 'public')
    .flatMap(({ date, start, end }) => {
      const first = Date.parse(`${date.slice(0, 10)}T00:00:00Z`);
      const days = Math.max(1, Math.round((end.getTime() - start.getTime()) / 86_400_000));
      return Array.from({ length: days }, (_, day) =>
        new Date(first + day * 86_400_000).toISOString().slice(0, 10),
      );
    });
}

parentPort?.postMessage(publicHolidays(workerData as HolidayQuestion));
