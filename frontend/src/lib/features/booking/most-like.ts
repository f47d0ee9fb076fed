const MINUTES = 7 * 1440;

/** Minute of the week that the clock of the place shows, which stands in an instant before its offset. */
const minuteOfWeek = (instant: string) => (Date.parse(`${instant.slice(0, 16)}Z`) / 60_000) % MINUTES;

/**
 * The slot whose weekday and time are nearest to those of another start; of two that are as near the earlier one.
 * @param slots in their order
 * @param start an instant with the offset of its place
 */
export function mostLike(
  slots: readonly { start: string; sessionId?: string | undefined }[],
  start: string,
): { start: string; sessionId?: string } | undefined {
  const away = (other: string) => {
    const minutes = Math.abs(minuteOfWeek(other) - minuteOfWeek(start));
    return Math.min(minutes, MINUTES - minutes);
  };
  const [best] = slots.toSorted((one, other) => away(one.start) - away(other.start));
  return best && { start: best.start, ...(best.sessionId ? { sessionId: best.sessionId } : {}) };
}
