import * as z from 'zod/mini';
import { share } from '../verticals/verticals.fields.ts';
import { fields, intakeForm } from '../verticals/verticals.forms.ts';
import { paymentRules } from '../verticals/verticals.payments.ts';
import { policyRules } from '../verticals/verticals.policies.ts';
import { schedulingRules } from '../verticals/verticals.scheduling.ts';
import { series } from '../verticals/verticals.series.ts';

export const termsQuery = z.strictObject({
  /** Left out: the only one of the business, or none. */
  locationId: z.optional(z.uuid()),
});
export type TermsQuery = z.infer<typeof termsQuery>;

/** What a customer may know of a service before booking it; a booking keeps its own copy of what was agreed. */
export const serviceTerms = z.strictObject({
  serviceId: z.uuid(),
  businessId: z.uuid(),
  locationId: z.nullable(z.uuid()),
  /** Minutes for which a chosen time is kept. */
  holdMinutes: schedulingRules.holdMinutes,
  minNoticeMinutes: schedulingRules.minNoticeMinutes,
  /** Until when one can book: so many local days before, at that time. */
  cutoff: z.nullable(schedulingRules.cutoff),
  maxAdvanceDays: schedulingRules.maxAdvanceDays,
  /** Minutes that may lie between two services of one visit. */
  visitMaxGap: schedulingRules.visitMaxGap,
  /** Whether the business says yes or no to each booking. */
  approval: schedulingRules.approval,
  checkInMinutesBefore: schedulingRules.checkInMinutesBefore,
  waitlistOfferMinutes: schedulingRules.waitlistOfferMinutes,
  policies: z.strictObject({
    cancellation: policyRules.cancellation,
    reschedule: policyRules.reschedule,
    noShowFee: policyRules.noShowFee,
  }),
  /** What is paid beforehand; null: nothing. The hold's own answer is in the booking. */
  deposit: z.strictObject({
    /** Of those who come for the first time, and of those who have been there. */
    new: z.nullable(share),
    regular: z.nullable(share),
    /** Asked only of what costs more than so many minor units. */
    above: z.nullable(z.int()),
    /** Minutes for which the time is kept until it is paid. */
    payMinutes: paymentRules.payMinutes,
  }),
  /** Ways to pay that can be used here, in their order. */
  payments: paymentRules.chain,
  tax: z.nullable(paymentRules.tax),
  guestBooking: z.boolean(),
  visits: z.boolean(),
  waitlist: z.boolean(),
  /** Whether there are any that may hold. */
  coupons: z.boolean(),
  /** Rhythms in which it can repeat; none where it cannot. */
  rhythms: series,
  /** How many seats one booking may take: 1 where each has its own time. */
  mostSeats: z.int(),
  /** How many may come along with the customer and be named. */
  mostGuests: z.int(),
  /** What is asked with each booking. */
  intakeForm: z.nullable(intakeForm),
  /** What is asked of every customer once, and the keys of those that the caller has answered. */
  customerFields: fields,
  answered: z.array(z.string()),
});
export type ServiceTerms = z.infer<typeof serviceTerms>;
