import * as z from 'zod/mini';
import {
  about,
  date,
  endTime,
  key,
  localizedText,
  price,
  priceChange,
  text,
  wallTime,
  weekdays,
} from './verticals.fields.ts';

const times = z.strictObject({
  start: about(wallTime, 'Wall-clock time from which starts count.'),
  end: about(endTime, 'Wall-clock time before which they count; before the start means on the next day.'),
});

const dates = z.strictObject({
  from: about(date, 'First local date, inclusive.'),
  to: about(date, 'Last local date, inclusive.'),
});

const names = z.array(text).check(z.minLength(1));

/** One rule of prices (scheduling rules, section 7): all its conditions hold, and it does one of three things. */
const priceRule = z
  .strictObject({
    key: about(key, 'Unique among the rules.'),
    name: about(localizedText, 'What the customer reads on the line of the price: "Evening".'),
    days: z.optional(about(weekdays, 'Only starts on these ISO weekdays.')),
    times: z.optional(about(times, 'Only starts at these wall-clock times.')),
    dates: z.optional(about(dates, 'Only starts on these local dates.')),
    groups: z.optional(about(names, "Only customers with one of these tags among the business's clients.")),
    levels: z.optional(
      about(z.array(key).check(z.minLength(1)), 'Only providers of these `providerLevels`.'),
    ),
    basisPoints: z.optional(
      about(
        z.int('Write whole hundredths of a percent: 2000 is 20 % more').check(z.gte(-10_000), z.lte(100_000)),
        'Changes the price by hundredths of a percent: 2000 is 20 % more, -1000 is 10 % less.',
      ),
    ),
    amount: z.optional(about(priceChange, 'Changes the price by so many minor units.')),
    price: z.optional(about(price, 'Makes the price this one, in minor units.')),
  })
  .check(
    z.refine(
      ({ basisPoints, amount, price }) =>
        [basisPoints, amount, price].filter((x) => x !== undefined).length === 1,
      'Write one of "basisPoints" (2000 is 20 % more), "amount" and "price" (minor units)',
    ),
  )
  .register(z.globalRegistry, {
    id: 'PriceRule',
    description:
      'When all its conditions hold, it changes the price; the first rule that holds counts, no other.',
  });

export const priceRules = z.array(priceRule).check(z.maxLength(50));

export type PriceRule = z.infer<typeof priceRule>;
