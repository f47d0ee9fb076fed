import { assign } from '../../scheduling/engine.ts';
import { segmentsFor } from '../../scheduling/segments.ts';
import type { Steps } from '../../scheduling/steps.ts';
import type { Assignment, Instant, Interval, Problem } from '../../scheduling/types.ts';
import { DAY } from '../../scheduling/days.ts';
import type { ServiceDraft } from '../catalogue/services.views.ts';

/** Staff schedule sessions when they like: what counts is that everybody and everything is free. */
const ALWAYS = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, start: 0, end: DAY }));

/** What a session takes, and what of it is taken already. */
export interface Stage {
  service: Pick<ServiceDraft, 'variants' | 'segments' | 'requires' | 'buffers'>;
  providerId: string | null;
  /** In the order in which they are taken. */
  units: readonly { id: string; type: string }[];
  /** By subject, padded. */
  busy: ReadonlyMap<string, readonly Interval[]>;
}

/** Minutes of a session: all variants of a service that is sold by seats are equally long. */
export const sessionMinutes = ({ variants }: Stage['service']): number => variants[0]?.minutes ?? 0;

function problemAt(
  { service, providerId, units }: Stage,
  busy: Map<string, Interval[]>,
  start: Instant,
): Problem {
  const day = Math.floor(start / DAY);
  const busyOf = (id: string) => busy.get(id) ?? [];
  const { requires, segments, buffers } = service;
  return {
    now: start,
    timeZone: 'UTC',
    from: day,
    to: day,
    services: [
      {
        segments: segmentsFor({
          minutes: sessionMinutes(service),
          segments,
          resources: requires.resources,
          providers: requires.providers,
          addOnMinutes: 0,
        }),
        providers: requires.providers,
        bufferBefore: buffers.before,
        bufferAfter: buffers.after,
      },
    ],
    maxGap: 0,
    rules: { grid: { alignment: 'clock', slotInterval: 1 }, minNotice: 0, packing: 'all' },
    providers: providerId
      ? [{ id: providerId, timeZone: 'UTC', weekly: ALWAYS, busy: busyOf(providerId) }]
      : undefined,
    resources: units.map(({ id, type }) => ({ id, type, busy: busyOf(id) })),
  };
}

/**
 * Whom and what each session takes, one after the other, as a booking would (scheduling rules, sections 2 and 5).
 * @param starts ascending
 * @returns `undefined` for a start at which the provider or a unit is taken, also by a session before it
 */
export function* placing(stage: Stage, starts: readonly Instant[]): Steps<(Assignment | undefined)[]> {
  const busy = new Map([...stage.busy].map(([id, ranges]) => [id, [...ranges]]));
  const placed: (Assignment | undefined)[] = [];
  for (const start of starts) {
    const assignment = assign(problemAt(stage, busy, start), start);
    for (const { subjectId, from, to } of assignment?.takes ?? [])
      busy.set(subjectId, [...(busy.get(subjectId) ?? []), [from, to]]);
    placed.push(assignment);
    yield;
  }
  return placed;
}
