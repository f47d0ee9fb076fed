import * as z from 'zod/mini';
import { pageQuery } from '../../lib/page-query.ts';
import { localizedText, money } from '../catalogue/catalogue.contract.ts';
import { picture } from '../media/media.contract.ts';

/** Null: all businesses of the tenant. */
const whose = z.strictObject({ businessId: z.nullable(z.uuid()) });

/** What search keeps of a business is no longer true; it is again. */
export const searchEvents = { 'search.outdated': whose, 'search.refreshed': whose };

export const searchErrors = {
  PLACE_UNKNOWN: { status: 404, message: 'No place of that name is known here.' },
} as const;

/** How many starts a result shows at most. */
export const MOST_STARTS = 4;
/** Local days in which the soonest start is looked for, today included. */
export const SEARCHED_DAYS = 56;
/** Local days that are looked at for other orders, where no date is given. */
export const USUAL_SEARCH_DAYS = 14;

const text = z.string().check(z.trim(), z.minLength(1), z.maxLength(100));
const clock = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'Write a time of day: 17:30'));

export const SORTS = ['soonest', 'distance', 'price'] as const;

export const searchQuery = z.strictObject({
  /** Key of a service type or of a category of the vertical. */
  service: z.optional(text),
  /** Words that the service, the business, its people or its place have. */
  q: z.optional(text),
  /** Id of a business, or the slug in its address: its services only. */
  business: z.optional(text),
  /** Id of a provider, or their slug beside `business`: what is free with them. */
  provider: z.optional(text),
  /** "-34.6037,-58.3816", or the name of a city, a region or a place of this marketplace. */
  near: z.optional(text),
  /** Only with `near`. */
  radiusKm: z._default(z.coerce.number().check(z.gte(0.1), z.lte(500)), 10),
  /** Local date at the place. Left out: the next free starts. */
  date: z.optional(z.iso.date('Write a date: 2026-03-01')),
  /** Local times of day at the place: starts from `after` on, and before `before`. */
  after: z.optional(clock),
  before: z.optional(clock),
  /** By the first free start, by distance from `near`, or by the price before price rules. */
  sort: z._default(z.enum(SORTS), 'soonest'),
  ...pageQuery,
  limit: z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(50)), 10),
});
export type SearchQuestion = z.infer<typeof searchQuery>;

/** An instant as the clock at the place shows it. */
const instant = z.iso.datetime({ offset: true });

/** A service at one of its places, with its next free starts. */
export const searchResult = z.strictObject({
  business: z.strictObject({
    id: z.uuid(),
    slug: z.string(),
    name: z.string(),
    cover: z.nullable(picture),
  }),
  service: z.strictObject({
    id: z.uuid(),
    name: localizedText,
    category: z.string(),
    /** Where it is done. */
    place: z.enum(['location', 'customer', 'online']),
    /** With the first variant, and duration inputs as usual. */
    minutes: z.int(),
  }),
  /** Null where it is done at the customer's address or online. */
  location: z.nullable(
    z.strictObject({
      id: z.uuid(),
      name: z.string(),
      address: z.strictObject({ line: z.string(), city: z.string(), region: z.string() }),
      point: z.nullable(z.strictObject({ latitude: z.number(), longitude: z.number() })),
    }),
  ),
  /** From `near`; null without it, and where nobody has to go anywhere. */
  distanceKm: z.nullable(z.number()),
  timeZone: z.string(),
  /** The least of the starts; where there are none, before price rules. */
  priceFrom: money,
  starts: z.array(
    z.strictObject({
      start: instant,
      end: instant,
      /** With whoever costs least. */
      price: money,
      /** With whoever costs most; left out where it is the same. */
      priceUpTo: z.optional(money),
      /** Of a class or departure. */
      sessionId: z.optional(z.uuid()),
      seatsLeft: z.optional(z.int()),
    }),
  ),
});
export type SearchResult = z.infer<typeof searchResult>;
