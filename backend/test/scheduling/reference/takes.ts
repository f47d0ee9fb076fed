// What is allocated when a start is booked (scheduling rules, sections 2 and 5).
import type { Way } from './ways.ts';
import { unitsFor } from './ways.ts';
import type { World } from './world.ts';

/** A subject's padded range of instants; `service` is the index of the first one it is taken for. */
export interface Take {
  subjectId: string;
  from: number;
  to: number;
  service: number;
}

/** Each provider in their runs, and in each run of units the lowest-numbered free ones; joined where they touch or overlap. */
export function takesOf(world: World, { begins, crews }: Way): Take[] {
  const takes = world.services.flatMap((service, index) => {
    const begin = begins[index] ?? 0;
    const runs = [
      ...service.providerRuns.map((run) => ({ run, subjects: crews[index] ?? [] })),
      ...service.unitRuns.map((run) => ({ run, subjects: unitsFor(world, service, begin, run) ?? [] })),
    ];
    return runs.flatMap(({ run, subjects }) =>
      subjects.map(({ id }) => {
        return { subjectId: id, from: begin + run.paddedFrom, to: begin + run.paddedTo, service: index };
      }),
    );
  });
  return joined(takes);
}

function joined(takes: Take[]): Take[] {
  const done: Take[] = [];
  for (const take of takes.sort((a, b) => a.from - b.from)) {
    const last = done.findLast(({ subjectId }) => subjectId === take.subjectId);
    if (last && take.from <= last.to) {
      last.to = Math.max(last.to, take.to);
      last.service = Math.min(last.service, take.service);
    } else done.push({ ...take });
  }
  return done.sort((a, b) =>
    a.subjectId === b.subjectId ? a.from - b.from : a.subjectId < b.subjectId ? -1 : 1,
  );
}
