import * as z from 'zod/mini';
import { pageQuery } from '../../lib/page-query.ts';
import { picture } from '../media/media.contract.ts';

/** The same text in several languages; screens fall back to another when theirs is missing. */
export const localizedText = z.record(z.string(), z.string());
export type LocalizedText = z.infer<typeof localizedText>;

/** Whole minor units (centavos for ARS) and an ISO 4217 currency. */
export const money = z.strictObject({ amount: z.int(), currency: z.string() });

const weeklyHours = z.strictObject({
  /** ISO weekday on which the interval begins: 1 is Monday. */
  weekday: z.int(),
  /** Minutes of the local day, wall clock; an end past 1440 is on the next day. */
  startMinute: z.int(),
  endMinute: z.int(),
});

const location = z.strictObject({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  address: z.strictObject({
    line: z.string(),
    city: z.string(),
    region: z.string(),
    postalCode: z.string(),
  }),
  point: z.nullable(z.strictObject({ latitude: z.number(), longitude: z.number() })),
  timeZone: z.string(),
});

export const business = z.strictObject({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  description: localizedText,
  phone: z.nullable(z.string()),
  /** Null: its cover is drawn. */
  cover: z.nullable(picture),
  locations: z.array(location),
  serviceCount: z.int(),
  providerCount: z.int(),
  /** The least that a guest pays for any service; null while nothing is sold. */
  priceFrom: z.nullable(money),
});
export type Business = z.infer<typeof business>;

/** What variants and add-ons have in common. Its price is before price rules and duration inputs. */
const sold = { id: z.uuid(), key: z.string(), name: localizedText, minutes: z.int(), price: money };

export const service = z.strictObject({
  id: z.uuid(),
  businessId: z.uuid(),
  slug: z.string(),
  name: localizedText,
  description: localizedText,
  category: z.string(),
  /** How many providers it takes at the same time; 0 where only resources are booked. */
  providersRequired: z.int(),
  /** Seats of one session; 1 where each booking has its own time. */
  capacity: z.int(),
  place: z.enum(['location', 'customer', 'online']),
  /** Numbers to give when booking; each unit adds its minutes and its price to those of the variant. */
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
  variants: z.array(
    z.strictObject({
      ...sold,
      /** The least that a guest pays for it, whoever serves and whenever it begins, without add-ons. */
      priceFrom: money,
      /** The most; left out where it is always the same. */
      priceUpTo: z.optional(money),
    }),
  ),
  addOns: z.array(
    z.strictObject({
      ...sold,
      maxQuantity: z.int(),
    }),
  ),
});
export type Service = z.infer<typeof service>;

export const provider = z.strictObject({
  id: z.uuid(),
  businessId: z.uuid(),
  slug: z.string(),
  name: z.string(),
  title: localizedText,
  bio: localizedText,
  /** Null: their portrait is drawn. */
  portrait: z.nullable(picture),
  serviceIds: z.array(z.uuid()),
  /** Where they work, of the business's locations. */
  locationIds: z.array(z.uuid()),
  weeklyHours: z.array(weeklyHours),
});
export type Provider = z.infer<typeof provider>;

/** One business with all that its page shows. */
export const businessPage = z.extend(business, {
  locations: z.array(z.extend(location, { weeklyHours: z.array(weeklyHours) })),
  services: z.array(service),
  providers: z.array(provider),
});
export type BusinessPage = z.infer<typeof businessPage>;

export const businessesQuery = z.strictObject(pageQuery);
export const listOfBusinessQuery = z.strictObject({ ...pageQuery, businessId: z.optional(z.uuid()) });
/** Businesses are found by id, or by the slug that stands in their address. */
export const businessParams = z.strictObject({ idOrSlug: z.string().check(z.minLength(1), z.maxLength(80)) });
