import * as z from 'zod/mini';
import { key, minutes, price, slug } from '../verticals/verticals.fields.ts';
import { localizedText, money } from './catalogue.contract.ts';
import { descriptions, instant, names, times, words, name } from './manage.contract.ts';

const quantity = z.int().check(z.gte(1), z.lte(50));
const minutesUpTo = (most: number) => z.int().check(z.gte(0), z.lte(most));
const count = z.int().check(z.gte(0), z.lte(10_000));
const givenPrice = z.strictObject({ amount: price, currency: z.string().check(z.length(3)) });
const needs = z.array(z.strictObject({ type: key, quantity })).check(z.maxLength(20));
const place = z.enum(['location', 'customer', 'online']);

/** Made from a service type of the vertical's file. Everything else is edited afterwards. */
export const newService = z.strictObject({
  templateKey: key,
  slug: z.optional(slug),
  /** Own prices by variant, in the tenant's currency. Variants not named keep the usual price. */
  prices: z.optional(z.record(key, givenPrice)),
});
export type NewService = z.infer<typeof newService>;

/**
 * What is left out stays. Lists are given whole: a variant or add-on whose key was there keeps its id, and one that is
 * not named any more is no longer sold.
 */
export const serviceChange = z.partial(
  z.strictObject({
    slug,
    name: names,
    description: descriptions,
    /** Key of one of the vertical's categories. */
    category: key,
    position: count,
    variants: z
      .array(z.strictObject({ key, name: words(name), minutes, price: givenPrice }))
      .check(z.minLength(1), z.maxLength(12)),
    addOns: z
      .array(
        z.strictObject({
          key,
          name: names,
          minutes: minutesUpTo(480),
          price: givenPrice,
          maxQuantity: quantity,
        }),
      )
      .check(z.maxLength(50)),
    /** Parts in order, where not everything is taken all the time; null: one part that takes all of `requires`. */
    segments: z.nullable(
      z
        .array(z.strictObject({ minutes, provider: z.boolean(), resources: needs }))
        .check(z.minLength(2), z.maxLength(20)),
    ),
    /** Providers taken at the same time, and units taken from start to end. */
    requires: z.strictObject({ providers: z.int().check(z.gte(0), z.lte(10)), resources: needs }),
    /** Minutes kept free around a booking. */
    buffers: z.strictObject({ before: minutesUpTo(240), after: minutesUpTo(240) }),
    /** Numbers that customers give, by which it takes longer or costs more. */
    durationInputs: z
      .array(
        z.strictObject({
          key,
          name: names,
          min: count,
          max: count,
          default: count,
          minutesPerUnit: minutesUpTo(480),
          pricePerUnit: givenPrice,
        }),
      )
      .check(z.maxLength(6)),
    /** Seats of one session; 1 where each booking has its own time. */
    capacity: z.int().check(z.gte(1), z.lte(500)),
    place,
    /** Key of one of the vertical's intake forms. */
    intakeForm: z.nullable(key),
  }),
);
export type ServiceChange = z.infer<typeof serviceChange>;

const shownNeeds = z.array(z.strictObject({ type: z.string(), quantity: z.int() }));
const shownVariant = z.strictObject({
  id: z.uuid(),
  key: z.string(),
  name: localizedText,
  minutes: z.int(),
  price: money,
});

export const managedService = z.strictObject({
  id: z.uuid(),
  businessId: z.uuid(),
  templateKey: z.nullable(z.string()),
  slug: z.string(),
  name: localizedText,
  description: localizedText,
  category: z.string(),
  position: z.int(),
  variants: z.array(shownVariant),
  addOns: z.array(z.extend(shownVariant, { maxQuantity: z.int() })),
  segments: z.nullable(
    z.array(z.strictObject({ minutes: z.int(), provider: z.boolean(), resources: shownNeeds })),
  ),
  requires: z.strictObject({ providers: z.int(), resources: shownNeeds }),
  buffers: z.strictObject({ before: z.int(), after: z.int() }),
  durationInputs: z.array(
    z.strictObject({
      key: z.string(),
      name: localizedText,
      min: z.int(),
      max: z.int(),
      default: z.int(),
      minutesPerUnit: z.int(),
      pricePerUnit: money,
    }),
  ),
  capacity: z.int(),
  place,
  intakeForm: z.nullable(z.string()),
  /** Since when customers see it; null: they do not. */
  publishedAt: z.nullable(instant),
  /** Fields, but for prices, in which the service type of the file is another by now, or this service was changed. */
  differsIn: z.array(z.string()),
  ...times,
});
export type ManagedService = z.infer<typeof managedService>;

/** What a service can be made from. */
export const managedServiceType = z.strictObject({
  key: z.string(),
  name: localizedText,
  description: localizedText,
  category: z.string(),
  /** With the usual prices. */
  variants: z.array(z.omit(shownVariant, { id: true })),
});
export type ManagedServiceType = z.infer<typeof managedServiceType>;
