import * as z from 'zod/mini';
import { pageQuery } from '../../lib/page-query.ts';
import { bookingState } from './bookings.contract.ts';

const instant = z.iso.datetime({ offset: true });
const text = (most: number) => z.string().check(z.trim(), z.minLength(1), z.maxLength(most));
const reason = z.optional(text(500));

/**
 * The most that it may cost once it is moved, in minor units: what its customer has seen and agreed to. Left out, customers pay no
 * more than before; staff moves it all the same.
 */
export const priceUpTo = z.optional(z.int().check(z.gte(0)));

export const rescheduleBody = z.strictObject({
  /** One of the starts offered. */
  start: instant.check(z.refine((text) => Date.parse(text) % 60_000 === 0, 'Write a whole minute')),
  /** Of a class or departure; left out: whichever begins then. */
  sessionId: z.optional(z.uuid()),
  /** Who serves, one for each service in their order, null for anybody. Left out: whom the customer had asked for. */
  providerIds: z.optional(z.array(z.nullable(z.uuid())).check(z.minLength(1), z.maxLength(8))),
  priceUpTo,
  reason,
});
export type RescheduleRequest = z.infer<typeof rescheduleBody>;

export const resizeBody = z.strictObject({
  /** Which of its services, in their order from 0. */
  item: z._default(z.int().check(z.gte(0), z.lte(7)), 0),
  /** How long that takes from now on. */
  minutes: z.int().check(z.gte(5), z.lte(1_440)),
  reason,
});
export type ResizeRequest = z.infer<typeof resizeBody>;

export const approvalBody = z.strictObject({ decision: z.enum(['accept', 'decline']), reason });
export type Approval = z.infer<typeof approvalBody>;

/** The code is what the customer shows; left out where staff sees who it is. */
export const checkInBody = z.strictObject({ code: z.optional(z.string().check(z.maxLength(200))) });

/** What the customer shows when they come. */
export const checkInCode = z.strictObject({
  code: z.string(),
  /** The same as a picture, to be scanned. */
  svg: z.string(),
  /** From when one can check in. */
  from: instant,
});
export type CheckInCode = z.infer<typeof checkInCode>;

export const reasonBody = z.strictObject({ reason });
export const noteBody = z.strictObject({ text: text(2_000) });

export const historyQuery = z.strictObject(pageQuery);
export type HistoryQuery = z.infer<typeof historyQuery>;

/** One thing that happened to a booking. */
export const historyEntry = z.strictObject({
  id: z.uuid(),
  at: instant,
  /** `state`, `rescheduled`, `resized`, `note`, `deposit_asked` and others to come. */
  kind: z.string(),
  from: z.nullable(bookingState),
  to: bookingState,
  reason: z.nullable(z.string()),
  /** What changed beside the state, as its kind has it. */
  data: z.looseObject({}),
  /** The account that did it; null: a guest, or nobody in particular. */
  by: z.nullable(z.strictObject({ id: z.uuid(), name: z.string() })),
});
export type HistoryEntry = z.infer<typeof historyEntry>;
