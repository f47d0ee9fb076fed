import { ColorSpace, contrastWCAG21, OKLCH, parse, serialize, sRGB, to, toGamutCSS } from 'colorjs.io/fn';

ColorSpace.register(sRGB);
ColorSpace.register(OKLCH);

/** Lightness 0 to 1, chroma 0 to about 0.37, hue in degrees. */
export type Lch = { l: number; c: number; h: number };

/** Reads "#rrggbb" or "oklch(...)". Greys have no hue; they get 0. */
export function lchOf(colour: string): Lch {
  const { coords } = to(parse(colour), 'oklch');
  const [l, c, h] = coords.map((coordinate) => coordinate ?? 0);
  return { l: l ?? 0, c: c ?? 0, h: h ?? 0 };
}

/** "#rrggbb" of the colour, with as much of its chroma as sRGB has at that lightness and hue. */
export function hexOf({ l, c, h }: Lch): string {
  const lightness = Math.min(1, Math.max(0, l));
  const inside = toGamutCSS({ space: OKLCH, coords: [lightness, c, h], alpha: 1 }, { space: sRGB });
  return serialize(to(inside, sRGB), { format: 'hex', collapse: false });
}

/** WCAG 2 contrast, 1 to 21. */
export function contrast(one: string, other: string): number {
  return contrastWCAG21(one, other);
}

/** The lowest contrast of a colour with any of several others. */
export function lowestContrast(one: string, others: readonly string[]): number {
  return Math.min(...others.map((other) => contrast(one, other)));
}

/** Degrees from one hue to another by the shorter way, -180 to 180. */
export function hueTurn(from: number, to: number): number {
  return ((((to - from) % 360) + 540) % 360) - 180;
}
