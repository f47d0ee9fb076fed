import type { Tenant } from '#lib/api/types.ts';
import { isDate } from '#lib/i18n/dates.ts';

/** What is looked for, as it stands in the address of a search. */
export type Question = {
  service?: string;
  q?: string;
  near?: string;
  radiusKm?: number;
  date?: string;
  after?: string;
  before?: string;
  sort?: 'distance' | 'price';
};

/** When something is wanted: a local day, and times of day. */
export type When = Pick<Question, 'date' | 'after' | 'before'>;

export const RADII = [2, 5, 10, 25, 50, 100, 500];
export const USUAL_RADIUS = 10;

const isClock = (text: string) => /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(text);
const isPoint = (text: string) => /^\s*-?\d{1,2}(\.\d+)?\s*,\s*-?\d{1,3}(\.\d+)?\s*$/.test(text);

/** Whether the place looked around is a point from a device rather than words. */
export const isNearPoint = ({ near }: Question) => near !== undefined && isPoint(near);

export const radiusOf = ({ radiusKm }: Question) => radiusKm ?? USUAL_RADIUS;

const textOf = (params: URLSearchParams, name: string) => params.get(name)?.trim().slice(0, 100) ?? '';

/** Reads from an address when something is wanted; what makes no sense there is left out. */
export function readWhen(params: URLSearchParams): When {
  const date = textOf(params, 'date');
  const [after, before] = ['after', 'before']
    .map((name) => textOf(params, name))
    .map((text) => (isClock(text) ? text : ''));
  return {
    ...(isDate(date) && { date }),
    ...(after && { after }),
    ...(before && before > (after ?? '') && { before }),
  };
}

/** Reads an address; what makes no sense there is left out, so that every address shows something. */
export function readQuestion(params: URLSearchParams, tenant: Pick<Tenant, 'categories'>): Question {
  const text = (name: string) => textOf(params, name);
  const known = tenant.categories.some(({ key }) => key === text('service'));
  const near = text('near');
  const radius = RADII.find((km) => km === Number(text('radiusKm')));
  const sort = text('sort');
  return {
    ...(known && { service: text('service') }),
    ...(text('q') && { q: text('q') }),
    ...(near && { near }),
    ...(near && radius && radius !== USUAL_RADIUS && { radiusKm: radius }),
    ...readWhen(params),
    ...((sort === 'price' || (sort === 'distance' && near)) && { sort }),
  };
}

/** An address with what is asked there, without what says nothing. */
function askHref(path: string, asked: Record<string, string | number | undefined>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(asked)) {
    if (value !== undefined) params.set(name, String(value));
  }
  return params.size > 0 ? `${path}?${params}` : path;
}

export const searchHref = (question: Question, cursor?: string): string =>
  askHref('/search', { ...question, cursor });

/** A page that shows free times, with those first that are free when they are wanted. */
export const wantedHref = (path: string, { date, after, before }: When): string =>
  askHref(path, { date, after, before });

export type Alternative = {
  kind: 'place' | 'radius' | 'day' | 'time' | 'what' | 'words';
  question: Question;
};

/** Questions near one that found nothing, the nearest first: each gives up one thing. */
export function alternativesTo(question: Question): Alternative[] {
  const without = (...names: (keyof Question)[]): Question =>
    Object.fromEntries(Object.entries(question).filter(([name]) => !names.includes(name as keyof Question)));
  const wider = RADII.find((km) => km >= radiusOf(question) * 4) ?? RADII.at(-1);
  const found: (Alternative | false | undefined | '')[] = [
    (question.after ?? question.before) && { kind: 'time', question: without('after', 'before') },
    question.date && { kind: 'day', question: without('date') },
    question.near &&
      wider !== undefined &&
      wider > radiusOf(question) && { kind: 'radius', question: { ...question, radiusKm: wider } },
    question.near && { kind: 'place', question: without('near', 'radiusKm', 'sort') },
    question.q && { kind: 'words', question: without('q') },
    question.service && { kind: 'what', question: without('service') },
  ];
  return found.filter((one) => typeof one === 'object');
}
