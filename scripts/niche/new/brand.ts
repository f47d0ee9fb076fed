import { hueTurn, lchOf } from '../../../backend/src/lib/colour.ts';
import { MOTIFS } from '../../../backend/src/modules/verticals/verticals.branding.ts';
import type { Branding, Vertical } from '../../../backend/src/modules/verticals/verticals.contract.ts';
import { FONT_KEYS, FONTS } from '../../../backend/src/modules/verticals/verticals.fonts.ts';

const HUES = 360;

/** The hue that is farthest from the accents of all others, so that nobody takes one site for another. */
function freeHue(taken: readonly number[]): number {
  const room = (hue: number) => Math.min(HUES, ...taken.map((other) => Math.abs(hueTurn(hue, other))));
  let best = 0;
  for (let hue = 0; hue < HUES; hue += 5) if (room(hue) > room(best)) best = hue;
  return best;
}

/** An accent far from all others. */
export function freeAccent(verticals: readonly Vertical[]): string {
  const hues = verticals.map(({ branding }) => lchOf(branding.colors.accent).h);
  return `oklch(0.45 0.12 ${freeHue(hues)})`;
}

/** A pair of faces and a motif that nobody has, or of motifs one that few have. */
function freeMarks(verticals: readonly Vertical[]) {
  const pairs = new Set(verticals.map(({ branding: { fonts } }) => `${fonts.display} ${fonts.text}`));
  const displays = new Set<string>(verticals.map(({ branding }) => branding.fonts.display));
  // Faces that somebody reads long texts in.
  const texts = new Set(verticals.map(({ branding }) => branding.fonts.text));
  const heads = FONT_KEYS.toSorted((a, b) => Number(displays.has(a)) - Number(displays.has(b)));
  const all = heads.flatMap((display) =>
    [...texts].filter((text) => text !== display).map((text) => ({ display, text })),
  );
  const fonts = all.find(({ display, text }) => !pairs.has(`${display} ${text}`)) ?? {
    display: 'archivo' as const,
    text: 'figtree' as const,
  };
  const worn = (motif: string) => verticals.filter(({ branding }) => branding.motif === motif).length;
  const [motif = MOTIFS[0]] = MOTIFS.toSorted((a, b) => worn(a) - worn(b));
  return { fonts, motif };
}

/** A look of its own. */
export function brandFor(verticals: readonly Vertical[], accent: string): Branding {
  const { fonts, motif } = freeMarks(verticals);
  const { h: hue } = lchOf(accent);
  const [light, heavy] = FONTS[fonts.display].weights;
  const weight = Math.min(heavy, Math.max(light, 700));
  return {
    colors: { accent, second: `oklch(0.78 0.13 ${Math.round((hue + 150) % HUES)})` },
    fonts: { ...fonts, displayWeight: weight },
    logo: { case: 'asWritten', weight, tracking: 0 },
    radius: 8,
    density: 'regular',
    motif,
    themeColor: 'background',
  };
}
