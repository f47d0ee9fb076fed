/** Somebody who takes messages said no, and will say so again. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** Longer than any of them takes, in milliseconds; who has not answered by then is asked again later. */
export const SEND_MS = 15_000;
