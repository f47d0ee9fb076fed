import * as z from 'zod/mini';
import { settings, settingsPatch } from '../verticals/verticals.settings.ts';

/** Where a value comes from: each layer says otherwise than those before it. */
export const LAYERS = ['vertical', 'tenant', 'business', 'location', 'service'] as const;
export type LayerName = (typeof LAYERS)[number];

const layerIds = {
  businessId: z.optional(z.uuid()),
  locationId: z.optional(z.uuid()),
  serviceId: z.optional(z.uuid()),
};

/** Whose settings; a location or service brings its business. None: those of the tenant. */
export const settingsQuery = z
  .strictObject(layerIds)
  .check(
    z.refine(
      ({ businessId, locationId, serviceId }) =>
        businessId === undefined || (locationId ?? serviceId) === undefined,
      'A location or service is in its own business: name no other',
    ),
  );
export type SettingsQuery = z.infer<typeof settingsQuery>;

/** One layer's change: that of the tenant where no id is given. */
export const settingsChange = z
  .strictObject({ ...layerIds, value: settingsPatch })
  .check(
    z.refine(
      ({ businessId, locationId, serviceId }) =>
        [businessId, locationId, serviceId].filter((id) => id !== undefined).length <= 1,
      'Name one layer: a business, a location or a service',
    ),
  );
export type SettingsChange = z.infer<typeof settingsChange>;

export const resolvedSettings = z.strictObject({
  value: settings,
  /** By path ("scheduling.slotInterval", "priceRules"): the layer that says so. */
  from: z.record(z.string(), z.enum(LAYERS)),
  /** What would hold if the layer asked for, the last of those named, said nothing. */
  inherited: settings,
});
export type ResolvedSettings = z.infer<typeof resolvedSettings>;
