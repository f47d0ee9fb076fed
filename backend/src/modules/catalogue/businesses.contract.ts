import * as z from 'zod/mini';
import { pageQuery } from '../../lib/page-query.ts';
import { phone, slug } from '../verticals/verticals.fields.ts';
import { localizedText } from './catalogue.contract.ts';
import { descriptions, instant, name, times } from './manage.contract.ts';

export const newBusiness = z.strictObject({
  name,
  /** Its address within the tenant. Left out: made from the name. */
  slug: z.optional(slug),
  description: z.optional(descriptions),
  phone: z.optional(z.nullable(phone)),
  email: z.optional(z.nullable(z.email().check(z.maxLength(254)))),
});
export const businessChange = z.partial(newBusiness);
export type NewBusiness = z.infer<typeof newBusiness>;
export type BusinessChange = z.infer<typeof businessChange>;

export const managedBusiness = z.strictObject({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  description: localizedText,
  phone: z.nullable(z.string()),
  email: z.nullable(z.string()),
  /** Since when customers see it; null: they do not. */
  publishedAt: z.nullable(instant),
  /** That of its first location; null: it has none, and the tenant's counts. */
  timeZone: z.nullable(z.string()),
  ...times,
});
export type ManagedBusiness = z.infer<typeof managedBusiness>;

export const managedBusinessesQuery = z.strictObject({
  ...pageQuery,
  /** A part of its name or address. */
  search: z.optional(z.string().check(z.trim(), z.maxLength(100))),
  /** Only those that customers see, or do not. */
  state: z.optional(z.enum(['published', 'hidden'])),
  sort: z._default(z.enum(['createdAt', 'name']), 'createdAt'),
  order: z._default(z.enum(['asc', 'desc']), 'asc'),
});
export type ManagedBusinessesQuery = z.infer<typeof managedBusinessesQuery>;
