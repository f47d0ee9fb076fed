import { hexOf, type Lch } from './colour.ts';

export type Scheme = 'light' | 'dark';

/** Lightness and share of the seed's chroma of the twelve steps, from the page's ground to its strongest text. */
type Ramp = readonly (readonly [lightness: number, chroma: number])[];

const NEUTRAL: Record<Scheme, Ramp> = {
  light: [
    [0.985, 0.4],
    [0.967, 0.6],
    [0.945, 0.8],
    [0.922, 0.9],
    [0.898, 1],
    [0.868, 1],
    [0.826, 1],
    [0.752, 1],
    [0.615, 1.1],
    [0.565, 1.1],
    [0.465, 1.2],
    [0.225, 1.3],
  ],
  dark: [
    [0.168, 1],
    [0.2, 1.05],
    [0.236, 1.1],
    [0.262, 1.1],
    [0.29, 1.1],
    [0.322, 1.1],
    [0.37, 1.1],
    [0.455, 1.1],
    [0.545, 1],
    [0.595, 1],
    [0.745, 0.8],
    [0.945, 0.5],
  ],
};

const HUED: Record<Scheme, Ramp> = {
  light: [
    [0.988, 0.05],
    [0.968, 0.09],
    [0.94, 0.17],
    [0.908, 0.27],
    [0.87, 0.38],
    [0.822, 0.5],
    [0.762, 0.63],
    [0.69, 0.82],
    [0.56, 1],
    [0.51, 1],
    [0.455, 0.95],
    [0.29, 0.6],
  ],
  dark: [
    [0.178, 0.22],
    [0.208, 0.3],
    [0.252, 0.45],
    [0.292, 0.55],
    [0.332, 0.6],
    [0.38, 0.65],
    [0.44, 0.7],
    [0.52, 0.8],
    [0.62, 0.86],
    [0.665, 0.84],
    [0.775, 0.7],
    [0.925, 0.32],
  ],
};

function scale(seed: Lch, ramp: Ramp): string[] {
  return ramp.map(([l, share]) => hexOf({ l, c: seed.c * share, h: seed.h }));
}

/** Twelve greys with a trace of the tint. */
export function neutralScale(tint: Lch, scheme: Scheme): string[] {
  return scale(tint, NEUTRAL[scheme]);
}

/** Twelve steps of a hue. What stands at 9 to 11 (solid, its hover, text) is decided by contrast and put in later. */
export function huedScale(seed: Lch, scheme: Scheme): string[] {
  return scale(seed, HUED[scheme]);
}
