import * as z from 'zod/mini';
import { about, filled, price, share } from './verticals.fields.ts';

const minutesBefore = z.int().check(z.gte(0), z.lte(129_600));

const step = z.strictObject({
  untilMinutesBefore: about(
    minutesBefore,
    'Holds for cancellations at least so many minutes before the start.',
  ),
  fee: about(share, 'What cancelling then costs.'),
});

const reschedule = z.strictObject({
  untilMinutesBefore: about(
    z._default(minutesBefore, 0),
    'Minutes before the start until which one can move it.',
  ),
  times: about(
    z._default(z.int().check(z.gte(0), z.lte(20)), 20),
    'How often one booking can be moved by its customer; 0: never.',
  ),
});

/** What is asked beforehand, by what is known of the customer; nothing for those not named. */
export const deposit = z
  .strictObject({
    new: z.optional(about(share, 'Of customers who have not been there yet.')),
    regular: z.optional(about(share, 'Of customers who have.')),
    risky: z.optional(about(share, 'Of customers who did not show up too often.')),
    above: z.optional(about(price, 'Asked only of services that cost more than this, in minor units.')),
  })
  .register(z.globalRegistry, {
    id: 'Deposit',
    description: 'What is paid beforehand, by what is known of the customer. Those not named pay nothing.',
  });

/** Every policy, without defaults: a layer of settings names any of them. */
export const policyRules = {
  cancellation: about(
    z.array(step).check(z.minLength(1), z.maxLength(8)),
    'Fees from the earliest cancellation to the latest: the first step that holds counts; the last one is for 0 minutes.',
  ),
  reschedule: about(reschedule, 'Until when and how often customers move a booking.'),
  noShowFee: about(share, 'What it costs not to come.'),
  deposit: about(deposit, 'What is paid beforehand, by what is known of the customer.'),
  riskyAfterNoShows: about(
    z.int().check(z.gte(1), z.lte(20)),
    'From how many no-shows on a customer is risky.',
  ),
};

export const policies = filled(policyRules, {
  cancellation: [{ untilMinutesBefore: 0, fee: { basisPoints: 0 } }],
  reschedule: { untilMinutesBefore: 0, times: 20 },
  noShowFee: { basisPoints: 0 },
  deposit: {},
  riskyAfterNoShows: 2,
});

export const policiesLayer = filled(policyRules, {});
