import * as z from 'zod/mini';
import { pageQuery } from '../../lib/page-query.ts';
import { reason, wholeMinute } from './schedules.contract.ts';

/** Refusals of what takes somebody's time; `error.data` is as `stranded` of stranded.contract.ts. */
export const takingErrors = {
  TIME_TAKEN: { status: 409, message: 'This time is taken; error.data has the bookings in the way.' },
} as const;

export const blockBody = z.strictObject({ startsAt: wholeMinute, endsAt: wholeMinute, reason }).check(
  z.refine(({ startsAt, endsAt }) => Date.parse(startsAt) < Date.parse(endsAt), {
    error: 'End after the start.',
    path: ['endsAt'],
  }),
);
export type BlockBody = z.infer<typeof blockBody>;

/** What is left out stays as it is. */
export const blockChange = z.strictObject({
  startsAt: z.optional(wholeMinute),
  endsAt: z.optional(wholeMinute),
  reason,
});
export type BlockChange = z.infer<typeof blockChange>;

/** Those that end after `from` and start before `to`. */
export const betweenQuery = z.strictObject({
  ...pageQuery,
  from: z.optional(wholeMinute),
  to: z.optional(wholeMinute),
});

export const block = z.strictObject({
  id: z.uuid(),
  startsAt: z.string(),
  endsAt: z.string(),
  /** Null for those who may not change it. */
  reason: z.nullable(z.string()),
});
export type Block = z.infer<typeof block>;
