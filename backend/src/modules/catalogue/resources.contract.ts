import * as z from 'zod/mini';
import { key } from '../verticals/verticals.fields.ts';
import { localizedText } from './catalogue.contract.ts';
import { name, times, words } from './manage.contract.ts';

const unitNumber = z.int().check(z.gte(1), z.lte(10_000));

export const newResourceUnit = z.strictObject({
  /** Key of one of the vertical's resource types. */
  type: key,
  /** Left out: the next one. */
  number: z.optional(unitNumber),
  /** Left out: the type's name is shown, with the number. */
  name: z.optional(words(name)),
});
export const resourceUnitChange = z.strictObject({
  number: z.optional(unitNumber),
  name: z.optional(words(name)),
});
export type NewResourceUnit = z.infer<typeof newResourceUnit>;
export type ResourceUnitChange = z.infer<typeof resourceUnitChange>;

export const managedResourceUnit = z.strictObject({
  id: z.uuid(),
  businessId: z.uuid(),
  locationId: z.uuid(),
  type: z.string(),
  number: z.int(),
  name: localizedText,
  ...times,
});
export type ManagedResourceUnit = z.infer<typeof managedResourceUnit>;

/** The kinds of units there can be here, as the vertical's file has them. */
export const managedResourceType = z.strictObject({ key: z.string(), name: localizedText });
