import { contrast, hexOf, lchOf, lowestContrast } from '../../lib/colour.ts';
import { derivePalette, type Scheme, type Token } from '../../lib/palette.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import type { BrandPatch, ContrastFinding, JudgedBrand } from './brand.contract.ts';

/** What people look at most, and the contrast that WCAG wants of it. */
const SHOWN: readonly [colour: Token, ground: Token, needed: number][] = [
  ['text', 'background', 4.5],
  ['textMuted', 'background', 4.5],
  ['accent', 'background', 3],
  ['onAccent', 'accent', 4.5],
  ['accentText', 'background', 4.5],
  ['onSecond', 'second', 4.5],
];

const rounded = (ratio: number) => Math.floor(ratio * 100) / 100;

/** The contrasts of a brand as its pages have them, by day and by night. */
export function contrastsOf({ branding }: Vertical): JudgedBrand['contrasts'] {
  const palettes = derivePalette(branding);
  return (['light', 'dark'] as const satisfies Scheme[]).flatMap((scheme) =>
    SHOWN.map(([colour, ground, needed]) => {
      const [hex, groundHex] = [palettes[scheme][colour], palettes[scheme][ground]];
      return { scheme, colour, ground, hex, groundHex, ratio: rounded(contrast(hex, groundHex)), needed };
    }),
  );
}

/**
 * The accent is used as it is chosen: by day it must stand out from every ground, and something must be legible on it.
 * Where the palette had to move its lightness, the colour it moved to is the nearest that holds.
 */
export function contrastFindings(worn: Vertical, value: BrandPatch): ContrastFinding[] {
  if (value.accent === undefined) return [];
  const { light } = derivePalette(worn.branding);
  const seed = hexOf(lchOf(value.accent));
  if (light.accent === seed) return [];
  const grounds = [light.background, light.surface, light.surfaceRaised];
  const [seen, needed] = [lowestContrast(seed, grounds), 3];
  if (seen >= needed) {
    const legible = Math.max(contrast(seed, '#ffffff'), contrast(seed, '#000000'));
    return [
      { field: 'accent', value: value.accent, ratio: rounded(legible), needed: 4.5, nearest: light.accent },
    ];
  }
  return [{ field: 'accent', value: value.accent, ratio: rounded(seen), needed, nearest: light.accent }];
}

/** What is to be known of a draft before it is shown to everybody. */
export const judge = (worn: Vertical, value: BrandPatch): JudgedBrand => ({
  value,
  findings: contrastFindings(worn, value),
  contrasts: contrastsOf(worn),
});
