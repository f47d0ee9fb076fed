/** `9:05` of milliseconds; whole seconds that are left. */
export function clockOf(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/**
 * Milliseconds that are left, by nothing but time passed: the visitor's clock may be an hour wrong.
 * @param left when the server answered
 * @param answeredAt as `performance.now()` counts
 */
export const leftAt = (left: number, answeredAt: number, now: number): number =>
  Math.max(0, left - (now - answeredAt));
