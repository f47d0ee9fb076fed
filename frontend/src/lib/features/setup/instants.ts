/** How far a zone's clock is ahead of UTC at an instant, in minutes. */
function offsetAt(instant: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  }).formatToParts(instant);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
  return (local - instant) / 60_000;
}

const LOCAL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;

/** The instant at which a place's clock shows a time ("2026-11-30T09:00"), as `datetime-local` fields send it. */
export function instantAt(local: string, timeZone: string): string | undefined {
  const asUtc = LOCAL.test(local) ? Date.parse(`${local}:00Z`) : NaN;
  if (Number.isNaN(asUtc)) return undefined;
  const guess = asUtc - offsetAt(asUtc, timeZone) * 60_000;
  return new Date(asUtc - offsetAt(guess, timeZone) * 60_000).toISOString();
}

/** The local date at an instant: "2026-11-30". */
export const dateAt = (instant: number, timeZone: string): string =>
  new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', timeZone }).format(instant);
