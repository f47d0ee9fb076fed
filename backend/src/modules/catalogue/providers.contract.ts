import * as z from 'zod/mini';
import { key, slug } from '../verticals/verticals.fields.ts';
import { localizedText } from './catalogue.contract.ts';
import { descriptions, name, times, timeZone, words } from './manage.contract.ts';

const ids = (most: number) => z.array(z.uuid()).check(z.maxLength(most));

export const newProvider = z.strictObject({
  name,
  slug: z.optional(slug),
  title: z.optional(words(name)),
  bio: z.optional(descriptions),
  /** Key of one of the vertical's levels. */
  level: z.optional(z.nullable(key)),
  /** The lower, the sooner they are asked. */
  priority: z.optional(z.int().check(z.gte(0), z.lte(1000))),
  /** Of their hours where they serve at no place. Null: the tenant's. */
  timeZone: z.optional(z.nullable(timeZone)),
  /** Their account, which has a role at this business. */
  userId: z.optional(z.nullable(z.uuid())),
  /** Where they work, and what they do: the whole list. */
  locationIds: z.optional(ids(100)),
  serviceIds: z.optional(ids(500)),
});
export const providerChange = z.partial(newProvider);
/** What somebody says of themselves. */
export const ownProfileChange = z.strictObject({
  title: z.optional(words(name)),
  bio: z.optional(descriptions),
});
export type OwnProfileChange = z.infer<typeof ownProfileChange>;
export type NewProvider = z.infer<typeof newProvider>;
export type ProviderChange = z.infer<typeof providerChange>;

export const managedProvider = z.strictObject({
  id: z.uuid(),
  businessId: z.uuid(),
  userId: z.nullable(z.uuid()),
  slug: z.string(),
  name: z.string(),
  title: localizedText,
  bio: localizedText,
  level: z.nullable(z.string()),
  priority: z.int(),
  timeZone: z.nullable(z.string()),
  locationIds: z.array(z.uuid()),
  serviceIds: z.array(z.uuid()),
  ...times,
});
export type ManagedProvider = z.infer<typeof managedProvider>;

/** What providers can be, as the vertical's file has it: the lowest first. */
export const managedProviderLevel = z.strictObject({ key: z.string(), name: localizedText });
