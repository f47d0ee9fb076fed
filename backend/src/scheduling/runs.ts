import type { Stretch } from './ranges.ts';
import type { RequestedService, Segment } from './types.ts';

/** A chain of segments for which units of one resource type are taken (section 2). */
export interface ResourceRun extends Stretch {
  type: string;
  quantity: number;
}

/** A service as the engine looks at it; offsets count from its start. */
export interface Shape {
  /** Minutes, without buffers. */
  minutes: number;
  /** Providers taken at the same time; 0 for services that take resources only. */
  crew: number;
  providerRuns: readonly Stretch[];
  resourceRuns: readonly ResourceRun[];
}

/** @param hasProviders whether the problem knows providers at all: without, services take resources only */
export function shapeOf(service: RequestedService, hasProviders: boolean): Shape {
  const { segments, bufferBefore, bufferAfter } = service;
  const crew = hasProviders && segments.some(({ provider }) => provider) ? service.providers : 0;
  const types = new Set(segments.flatMap(({ resources }) => resources.map(({ type }) => type)));
  const runs = (demand: (segment: Segment) => number) =>
    chains(segments, demand).map((run) => ({
      ...run,
      before: run.isFirst ? bufferBefore : 0,
      after: run.isLast ? bufferAfter : 0,
    }));
  const demandFor = (type: string) => (segment: Segment) =>
    segment.resources.find((need) => need.type === type)?.quantity ?? 0;
  return {
    minutes: segments.reduce((sum, { minutes }) => sum + minutes, 0),
    crew,
    providerRuns: crew === 0 ? [] : runs(({ provider }) => (provider ? 1 : 0)),
    resourceRuns: [...types].flatMap((type) =>
      runs(demandFor(type)).map((run) => ({ ...run, type, quantity: run.most })),
    ),
  };
}

interface Chain {
  offset: number;
  minutes: number;
  /** The demand of its most demanding segment. */
  most: number;
  isFirst: boolean;
  isLast: boolean;
}

/** The longest chains of neighbouring segments with a demand. */
function chains(segments: readonly Segment[], demand: (segment: Segment) => number): Chain[] {
  const found: Chain[] = [];
  let open: Chain | undefined;
  let offset = 0;
  for (const [index, segment] of segments.entries()) {
    const wanted = demand(segment);
    if (wanted === 0) open = undefined;
    else {
      if (!open) {
        open = { offset, minutes: 0, most: 0, isFirst: index === 0, isLast: false };
        found.push(open);
      }
      open.minutes += segment.minutes;
      open.most = Math.max(open.most, wanted);
      open.isLast = index === segments.length - 1;
    }
    offset += segment.minutes;
  }
  return found;
}

/** Minutes from a service's start over which it takes a provider, buffers included: from (at most 0) and to. */
export function providerSpan({ providerRuns }: Shape): { from: number; to: number } {
  const first = providerRuns[0];
  const last = providerRuns.at(-1);
  if (!first || !last) return { from: 0, to: 0 };
  return { from: first.offset - first.before, to: last.offset + last.minutes + last.after };
}

/** Minutes for which a service takes each of its providers, buffers included. */
export function providerMinutes({ providerRuns }: Shape): number {
  return providerRuns.reduce((sum, { before, minutes, after }) => sum + before + minutes + after, 0);
}
