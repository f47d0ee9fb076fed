/** The instant at which a local day begins, with the offset that holds there then. */
export function startOfDay(date: string, timeZone: string): string {
  const guess = Date.parse(`${date}T00:00:00Z`);
  // Asked twice: the offset of the guess may not be that of the day's beginning.
  const near = guess - offsetAt(guess, timeZone);
  return new Date(guess - offsetAt(near, timeZone)).toISOString();
}

/** Milliseconds that clocks there are ahead of UTC. */
function offsetAt(instant: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(instant);
  return Date.parse(`${parts.replace(' ', 'T')}Z`) - Math.floor(instant / 1000) * 1000;
}
