import {
  settingsSections,
  type Settings,
  type SettingsLayer,
  type SettingsPatch,
} from '../verticals/verticals.settings.ts';
import { LAYERS, type LayerName } from './settings.contract.ts';

/** What one layer says, as its row holds it. */
export interface SettingLayer {
  layer: LayerName;
  value: SettingsLayer;
}

type Sections = Record<string, unknown>;

const SECTIONS = Object.keys(settingsSections);
const rank = ({ layer }: SettingLayer) => LAYERS.indexOf(layer);
const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The name of the layer that a row with these ids is. */
export function layerOf(ids: {
  businessId?: string | null | undefined;
  locationId?: string | null | undefined;
  serviceId?: string | null | undefined;
}): LayerName {
  if (ids.serviceId) return 'service';
  if (ids.locationId) return 'location';
  return ids.businessId ? 'business' : 'tenant';
}

/** Lays what a layer says of a section over what holds. @returns the keys of which it says something */
function over(
  value: Sections,
  section: string,
  { without = [], ...own }: { without?: readonly string[] },
): string[] {
  const before = Object.entries({ ...(value[section] as object | undefined) });
  value[section] = { ...Object.fromEntries(before.filter(([key]) => !without.includes(key))), ...own };
  return [...without, ...Object.keys(own)];
}

/**
 * What holds: the vertical's file, then what each layer says otherwise. A key of a section is replaced whole, as is a
 * section that is a list (`priceRules`); what a layer is `without` is not set any more.
 * @param layers in any order; each at most once
 * @returns the settings, and for each path ("scheduling.slotInterval", "priceRules") the layer that says so
 */
export function resolveSettings(
  vertical: Settings,
  layers: readonly SettingLayer[],
): { value: Settings; from: Record<string, LayerName> } {
  const value: Sections = {};
  const from: Record<string, LayerName> = {};
  const base: SettingLayer = { layer: 'vertical', value: vertical };
  for (const { layer, value: said } of [base, ...layers.toSorted((a, b) => rank(a) - rank(b))]) {
    for (const section of SECTIONS) {
      const own = (said as Sections)[section];
      if (own === undefined) continue;
      const paths = isObject(own) ? over(value, section, own).map((key) => `${section}.${key}`) : [section];
      if (!isObject(own)) value[section] = own;
      for (const path of paths) from[path] = layer;
    }
  }
  return { value: value as Settings, from };
}

/** A layer after a change: what the change names is set, null takes it away. */
export function patched(layer: SettingsLayer, change: SettingsPatch): SettingsLayer {
  const sections = Object.entries<unknown>({ ...layer, ...change }).map(([name, said]): [string, unknown] => {
    if (!isObject(said)) return [name, said];
    const keys = Object.entries({ ...(layer as Record<string, object>)[name], ...said });
    const kept = keys.filter(([, value]) => value !== null);
    return [name, kept.length > 0 ? Object.fromEntries(kept) : null];
  });
  return Object.fromEntries(sections.filter(([, said]) => said !== null));
}
