import { append, subtract, type Ranges } from './ranges.ts';
import type { RequestedService, Segment } from './types.ts';

/** Something that takes a subject, relative to the start of its service; all in minutes. */
export interface Run {
  offset: number;
  minutes: number;
  /** Buffers. */
  before: number;
  after: number;
}

/** A chain of segments for which units of one resource type are taken (section 2). */
export interface ResourceRun extends Run {
  type: string;
  quantity: number;
}

/** A service as the engine looks at it; offsets count from its start. */
export interface Shape {
  /** Without buffers. */
  minutes: number;
  /** Providers taken at the same time; 0 for services that take resources only. */
  crew: number;
  providerRuns: readonly Run[];
  resourceRuns: readonly ResourceRun[];
}

/** @param hasProviders whether the problem knows providers at all: without, services take resources only */
export function shapeOf(service: RequestedService, hasProviders: boolean): Shape {
  const { segments, bufferBefore, bufferAfter } = service;
  const crew = hasProviders && segments.some(({ provider }) => provider) ? service.providers : 0;
  const types = new Set(segments.flatMap(({ resources }) => resources.map(({ type }) => type)));
  const runs = (demand: (segment: Segment) => number) => runsOf(segments, demand, bufferBefore, bufferAfter);
  const demandFor = (type: string) => (segment: Segment) =>
    segment.resources.find((need) => need.type === type)?.quantity ?? 0;
  return {
    minutes: segments.reduce((sum, { minutes }) => sum + minutes, 0),
    crew,
    providerRuns: crew === 0 ? [] : runs(({ provider }) => (provider ? 1 : 0)),
    resourceRuns: [...types].flatMap((type) => runs(demandFor(type)).map((run) => ({ ...run, type }))),
  };
}

/** The longest chains of neighbouring segments with a demand; `quantity` is what the most demanding of them needs. */
function runsOf(
  segments: readonly Segment[],
  demand: (segment: Segment) => number,
  before: number,
  after: number,
): (Run & { quantity: number })[] {
  const found: (Run & { quantity: number })[] = [];
  let open: (typeof found)[number] | undefined;
  let offset = 0;
  for (const [index, segment] of segments.entries()) {
    const quantity = demand(segment);
    if (quantity === 0) open = undefined;
    else {
      if (!open) {
        open = { offset, minutes: 0, before: index === 0 ? before : 0, after: 0, quantity };
        found.push(open);
      }
      open.minutes += segment.minutes;
      open.quantity = Math.max(open.quantity, quantity);
      if (index === segments.length - 1) open.after = after;
    }
    offset += segment.minutes;
  }
  return found;
}

/** What a run takes, buffers included, when its service starts at `start`. */
export function takenBy({ offset, minutes, before, after }: Run, start: number): [from: number, to: number] {
  return [start + offset - before, start + offset + minutes + after];
}

/** The starts for which a run lies in `working` without its buffers (section 3). */
export function startsInside(working: Ranges, { offset, minutes }: Run): Ranges {
  const starts: number[] = [];
  for (let i = 0; i < working.length; i += 2)
    append(starts, (working[i] ?? 0) - offset, (working[i + 1] ?? 0) - offset - minutes + 1);
  return starts;
}

/** Those of some starts for which a run, with its buffers, overlaps nothing of `busy` (section 4, fit). */
export function startsClear(starts: Ranges, busy: Ranges, run: Run): Ranges {
  const [from, to] = takenBy(run, 0);
  return subtract(starts, busy, to - 1, -from);
}

/** Minutes for which a service takes each of its providers, buffers included. */
export function providerMinutes({ providerRuns }: Shape): number {
  return providerRuns.reduce((sum, { before, minutes, after }) => sum + before + minutes + after, 0);
}
