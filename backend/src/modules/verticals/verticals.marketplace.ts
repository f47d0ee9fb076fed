import * as z from 'zod/mini';
import { about, planned, basisPoints, localizedText } from './verticals.fields.ts';

const FACETS = [
  'category',
  'service',
  'location',
  'date',
  'time',
  'price',
  'provider',
  'level',
  'place',
] as const;

const commission = z.strictObject({
  marketplace: about(
    z._default(basisPoints, 0),
    'Of the first booking of a customer whom the marketplace brought.',
  ),
  direct: about(z._default(basisPoints, 0), "Of bookings through the business's own link."),
  returning: about(z._default(basisPoints, 0), 'Of the later bookings of a customer.'),
});

export const marketplace = z.strictObject({
  mode: about(
    z._default(z.enum(['single', 'marketplace']), 'marketplace'),
    'One business of its own, or many side by side.',
  ),
  listing: about(
    z._default(z.enum(['business', 'provider', 'service']), 'business'),
    'What the home page lists first after what is free: places, people, or what is sold.',
  ),
  providerSignUp: about(
    z._default(z.enum(['open', 'approval', 'closed']), 'approval'),
    'Whether businesses join by themselves, after an admin agreed, or only by invitation.',
  ),
  facets: planned(
    z._default(z.array(z.enum(FACETS)).check(z.minLength(1)), ['service', 'location', 'date', 'time']),
    'By what search can be narrowed, in order.',
  ),
  commission: about(
    z.prefault(commission, {}),
    'What the marketplace keeps, in hundredths of a percent, by where the customer came from.',
  ),
  payout: planned(
    z._default(z.enum(['daily', 'weekly', 'fortnightly', 'monthly']), 'weekly'),
    'How often businesses are paid out.',
  ),
});

const page = z.strictObject({
  title: about(localizedText, 'Template of the title, about 60 letters.'),
  description: about(localizedText, 'Template of the description, about 150 letters.'),
});

/** Placeholders that each page's templates may hold, in braces. */
export const SEO_PLACEHOLDERS = {
  home: ['tenant'],
  business: ['tenant', 'business', 'city'],
  service: ['tenant', 'business', 'city', 'service'],
} as const;

export const seo = z.strictObject({
  home: z.optional(about(page, 'The first page. It may hold {tenant}.')),
  business: z.optional(about(page, 'A page of a business. It may hold {tenant}, {business} and {city}.')),
  service: z.optional(
    about(page, 'A page of a service. It may hold {tenant}, {business}, {city} and {service}.'),
  ),
});
