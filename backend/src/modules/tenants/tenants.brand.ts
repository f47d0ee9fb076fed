import { derivePalette } from '../../lib/palette.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import { themeCss } from '../verticals/verticals.theme.ts';
import type { TenantView } from './tenants.contract.ts';

type Whole = TenantView['branding'];

/** What follows from a vertical, or from the vertical as a tenant wears it. */
export type Brand = Omit<Whole, 'version' | 'logo'> & { logo: Omit<Whole['logo'], 'picture'> };

const kept = new WeakMap<Vertical, Brand>();

/** The brand of a vertical with everything that is derived from its seeds; derived once, it takes tens of milliseconds. */
export function brandOf(vertical: Vertical): Brand {
  const known = kept.get(vertical);
  if (known) return known;
  const { branding } = vertical;
  const { light, dark } = derivePalette(branding);
  const bar = branding.themeColor;
  const brand: Brand = {
    fonts: { display: branding.fonts.display, text: branding.fonts.text },
    motif: branding.motif,
    density: branding.density,
    logo: branding.logo,
    themeCss: themeCss(branding),
    themeColor: { light: light[bar], dark: dark[bar] },
    colors: { accent: light.accent, onAccent: light.onAccent, background: light.background },
  };
  kept.set(vertical, brand);
  return brand;
}
