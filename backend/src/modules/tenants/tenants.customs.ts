import type { Vertical } from '../verticals/verticals.contract.ts';
import type { TenantCustoms } from './tenants.contract.ts';

const known = new WeakMap<Vertical, Map<string, Vertical>>();

function made({ locale, marketplace, ...vertical }: Vertical, customs: TenantCustoms): Vertical {
  const spoken =
    customs.locale && locale.supported.includes(customs.locale) ? customs.locale : locale.default;
  return {
    ...vertical,
    locale: {
      ...locale,
      default: spoken,
      currency: customs.currency ?? locale.currency,
      timeZone: customs.timeZone ?? locale.timeZone,
    },
    marketplace: { ...marketplace, mode: customs.mode ?? marketplace.mode },
  };
}

/** A vertical as one tenant has it; the same object for the same customs, since much is derived from it and kept. */
export function accustomed(vertical: Vertical, customs: TenantCustoms = {}): Vertical {
  if (Object.keys(customs).length === 0) return vertical;
  let of = known.get(vertical);
  if (!of) known.set(vertical, (of = new Map<string, Vertical>()));
  const key = JSON.stringify(customs);
  let found = of.get(key);
  if (!found) of.set(key, (found = made(vertical, customs)));
  return found;
}
