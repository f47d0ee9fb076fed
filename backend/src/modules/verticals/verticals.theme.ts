import { derivePalette, type Palette, type Scheme } from '../../lib/palette.ts';
import type { Branding } from './verticals.contract.ts';
import { type Font, FONTS } from './verticals.fonts.ts';

/** Factor by which space between and in things grows. */
const DENSITIES = { compact: 0.85, regular: 1, airy: 1.2 } as const;

const CASES = { asWritten: 'none', upper: 'uppercase', lower: 'lowercase' } as const;

/** Custom property of a token: `surfaceRaised` is `--surface-raised`, `accent10` is `--accent-10`. */
function property(token: string): string {
  return `--${token.replace(/[A-Z]|\d+/g, (part) => `-${part.toLowerCase()}`)}`;
}

function colours(palette: Palette, scheme: Scheme): string {
  const declarations = Object.entries(palette).map(([token, hex]) => `${property(token)}:${hex}`);
  return [`color-scheme:${scheme}`, ...declarations].join(';');
}

function fallbackName(font: Font): string {
  return `${font.family.replace(' Variable', '')} Fallback`;
}

function fallbackFace(font: Font): string {
  const sources = font.fallback.local.map((name) => `local("${name}")`).join(',');
  const { size, ascent, descent } = font.metrics;
  return (
    `@font-face{font-family:"${fallbackName(font)}";src:${sources};size-adjust:${String(size)}%;` +
    `ascent-override:${String(ascent)}%;descent-override:${String(descent)}%;line-gap-override:0%}`
  );
}

function stack(font: Font): string {
  return `"${font.family}","${fallbackName(font)}",${font.fallback.generic}`;
}

function shape({ fonts, logo, radius, density }: Branding): string {
  return [
    `--font-display:${stack(FONTS[fonts.display])}`,
    `--font-text:${stack(FONTS[fonts.text])}`,
    `--font-display-weight:${String(fonts.displayWeight)}`,
    `--wordmark-case:${CASES[logo.case]}`,
    `--wordmark-weight:${String(logo.weight)}`,
    `--wordmark-tracking:${String(logo.tracking / 1000)}em`,
    `--radius:${String(radius)}px`,
    `--density:${String(DENSITIES[density])}`,
  ].join(';');
}

/**
 * The brand as CSS custom properties: light, dark where the system asks for it, and `data-theme` on the root over both.
 * Takes milliseconds: keep the answer.
 */
export function themeCss(branding: Branding): string {
  const { light, dark } = derivePalette(branding);
  const night = colours(dark, 'dark');
  const faces = new Set([FONTS[branding.fonts.display], FONTS[branding.fonts.text]].map(fallbackFace));
  return [
    ...faces,
    `:root{${colours(light, 'light')};${shape(branding)}}`,
    `@media (prefers-color-scheme:dark){:root:not([data-theme="light"]){${night}}}`,
    `:root[data-theme="dark"]{${night}}`,
  ].join('\n');
}

/** Colours of the browser's bars, by scheme, as "#rrggbb". */
export function themeColors(branding: Branding): Record<Scheme, string> {
  const { light, dark } = derivePalette(branding);
  return { light: light[branding.themeColor], dark: dark[branding.themeColor] };
}
