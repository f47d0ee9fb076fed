import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { dateOf, dayOf } from '../../scheduling/days.ts';
import type { LocalDay } from '../../scheduling/types.ts';
import type { HolidayQuestion } from './availability.holidays.worker.ts';

/** By country, region and year: a few hundred at most, each a few numbers. */
const known = new Map<string, Promise<LocalDay[]>>();

/** In a thread that ends with its answer: the rules of the world's holidays take a tenth of a second to load. */
async function compute(question: HolidayQuestion): Promise<LocalDay[]> {
  const thread = new Worker(new URL('./availability.holidays.worker.ts', import.meta.url), {
    workerData: question,
  });
  const [dates] = (await once(thread, 'message')) as [string[]];
  return dates.map(dayOf);
}

function ofYear(question: HolidayQuestion): Promise<LocalDay[]> {
  const key = JSON.stringify(question);
  let days = known.get(key);
  if (!days) {
    days = compute(question);
    known.set(key, days);
    // What failed is tried again by the next who asks.
    days.catch(() => known.delete(key));
  }
  return days;
}

const yearOf = (day: LocalDay) => Number(dateOf(day).slice(0, 4));

/**
 * The public holidays of a place, ascending.
 * @param place ISO 3166 country, and the region's code or name; one that is not known has those of the country only
 * @param from local day, inclusive @param to local day, inclusive
 */
export async function holidaysIn(
  { country, region }: { country: string; region: string },
  from: LocalDay,
  to: LocalDay,
): Promise<LocalDay[]> {
  const first = yearOf(from);
  const years = Array.from({ length: yearOf(to) - first + 1 }, (_, index) => first + index);
  const days = (await Promise.all(years.map((year) => ofYear({ country, region, year })))).flat();
  return days.filter((day) => day >= from && day <= to).sort((a, b) => a - b);
}
