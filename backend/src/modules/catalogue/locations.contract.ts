import * as z from 'zod/mini';
import { slug } from '../verticals/verticals.fields.ts';
import { line, name, times, timeZone } from './manage.contract.ts';

const country = z.string().check(z.regex(/^[A-Z]{2}$/, 'Write two capital letters, as AR.'));

export const newLocation = z.strictObject({
  name,
  slug: z.optional(slug),
  address: z.optional(
    z.strictObject({
      line: line(200),
      city: z.optional(line(120)),
      region: z.optional(line(120)),
      postalCode: z.optional(line(20)),
      /** ISO 3166. Left out: the tenant's. */
      country: z.optional(country),
    }),
  ),
  point: z.optional(
    z.nullable(
      z.strictObject({
        latitude: z.number().check(z.gte(-90), z.lte(90)),
        longitude: z.number().check(z.gte(-180), z.lte(180)),
      }),
    ),
  ),
  /** Left out: the tenant's. */
  timeZone: z.optional(timeZone),
});
export const locationChange = z.partial(newLocation);
export type NewLocation = z.infer<typeof newLocation>;
export type LocationChange = z.infer<typeof locationChange>;

export const managedLocation = z.strictObject({
  id: z.uuid(),
  businessId: z.uuid(),
  slug: z.string(),
  name: z.string(),
  address: z.strictObject({
    line: z.string(),
    city: z.string(),
    region: z.string(),
    postalCode: z.string(),
    country: z.string(),
  }),
  point: z.nullable(z.strictObject({ latitude: z.number(), longitude: z.number() })),
  timeZone: z.string(),
  ...times,
});
export type ManagedLocation = z.infer<typeof managedLocation>;
