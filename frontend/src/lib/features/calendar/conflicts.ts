/** What stands in a column of the calendar, by the wall clock: `2026-11-21T18:00`. */
export type Standing = {
  id: string;
  /** Of the booking that it is a part of; its own parts are not in its way. */
  of: string;
  start: string;
  end: string;
  resourceIds: readonly string[];
  kind: 'booking' | 'session' | 'block' | 'off' | 'shade';
  name: string;
  /** Whether it takes the time: who did not come does not. */
  takes: boolean;
};

type Wanted = { of: string; start: string; end: string; resourceId: string | undefined };
export type Clash = { kind: 'taken'; name: string } | { kind: 'closed' };

const overlaps = (a: { start: string; end: string }, b: { start: string; end: string }) =>
  a.start < b.end && b.start < a.end;

/** What is in the way of a move, as far as this page knows: somebody else's time, or hours in which nobody works. */
export function clashAt(standing: readonly Standing[], wanted: Wanted): Clash | null {
  const { resourceId } = wanted;
  if (resourceId === undefined) return null;
  const near = standing.filter(
    (one) =>
      one.takes && one.of !== wanted.of && one.resourceIds.includes(resourceId) && overlaps(one, wanted),
  );
  const taken = near.find(({ kind }) => kind !== 'shade');
  if (taken) return { kind: 'taken', name: taken.name };
  return near.length > 0 ? { kind: 'closed' } : null;
}
