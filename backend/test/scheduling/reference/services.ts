// What is asked for, cut into the runs that are taken whole (scheduling rules, section 2).
import type { WrittenNeed, WrittenProblem, WrittenProvider, WrittenSegment, WrittenService } from './form.ts';

/** Minutes after the service's start, from (inclusive) to (exclusive); the padded ones with buffers. */
export interface Run {
  from: number;
  to: number;
  paddedFrom: number;
  paddedTo: number;
  /** How many providers or units take it. */
  quantity: number;
}

export interface Service {
  minutes: number;
  /** How many providers take all of the provider runs; 0 where none is needed. */
  crew: number;
  /** Who may do it. */
  able: WrittenProvider[];
  providerRuns: Run[];
  unitRuns: (Run & { type: string })[];
}

/** @param withoutBuffers as if providers needed none */
export function servicesOf(problem: WrittenProblem, withoutBuffers: boolean): Service[] {
  const written = problem.visit ?? (problem.service ? [problem.service] : []);
  return written.map((service) => serviceOf(service, problem.providers, withoutBuffers));
}

function serviceOf(
  service: WrittenService,
  people: WrittenProvider[] | undefined,
  withoutBuffers: boolean,
): Service {
  const { durationMinutes = 0, resources = [], providers = 1, providerIds } = service;
  const segments = service.segments ?? [{ minutes: durationMinutes, resources }];
  const crews = segments.map(({ provider = true }) => (provider && people ? providers : 0));
  const crew = Math.max(...crews);
  const types = new Set(segments.flatMap(({ resources = [] }) => resources.map(({ type }) => type)));
  return {
    minutes: sum(segments),
    crew,
    able: (people ?? []).filter(({ id }) => crew > 0 && (!providerIds || providerIds.includes(id))),
    providerRuns: runsOf(
      withoutBuffers ? { ...service, bufferBefore: 0, bufferAfter: 0 } : service,
      segments,
      crews,
    ),
    unitRuns: [...types].flatMap((type) => {
      const quantities = segments.map(({ resources }) => quantityOf(type, resources));
      return runsOf(service, segments, quantities).map((run) => ({ ...run, type }));
    }),
  };
}

const quantityOf = (type: string, needs: WrittenNeed[] = []) =>
  needs.filter((need) => need.type === type).reduce((total, { quantity = 1 }) => total + quantity, 0);

const sum = (segments: WrittenSegment[]) => segments.reduce((total, { minutes }) => total + minutes, 0);

/** The longest chains of consecutive segments that need something, as much as the most demanding one does. */
function runsOf(
  { bufferBefore = 0, bufferAfter = 0 }: WrittenService,
  segments: WrittenSegment[],
  quantities: number[],
): Run[] {
  const runs: Run[] = [];
  for (const [first, quantity] of quantities.entries()) {
    if (quantity === 0 || (quantities[first - 1] ?? 0) > 0) continue;
    let last = first;
    while ((quantities[last + 1] ?? 0) > 0) last += 1;
    const from = sum(segments.slice(0, first));
    const to = sum(segments.slice(0, last + 1));
    runs.push({
      from,
      to,
      paddedFrom: first === 0 ? from - bufferBefore : from,
      paddedTo: last === segments.length - 1 ? to + bufferAfter : to,
      quantity: Math.max(...quantities.slice(first, last + 1)),
    });
  }
  return runs;
}
