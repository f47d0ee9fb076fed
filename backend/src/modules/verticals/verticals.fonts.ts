/** One face we serve. Overrides size the system font like the web font, so that nothing jumps when it arrives. */
export type Font = {
  /** CSS family as the package declares it. */
  family: string;
  /** npm package whose `index.css` declares the family by its weight axis. */
  package: string;
  /** Lightest and heaviest weight of the axis. */
  weights: readonly [number, number];
  /** Local font that stands in until the file is here, and the generic family after it. */
  fallback: { local: readonly string[]; generic: 'serif' | 'sans-serif' };
  /** Percentages of `@font-face` descriptors: size-adjust, ascent-override, descent-override. */
  metrics: { size: number; ascent: number; descent: number };
};

const serif = { local: ['Times New Roman', 'Liberation Serif'], generic: 'serif' } as const;
const sans = { local: ['Arial', 'Liberation Sans'], generic: 'sans-serif' } as const;

/** Every face a vertical may name. Adding one here means adding its package to the frontend too. */
export const FONTS = {
  archivo: {
    family: 'Archivo Variable',
    package: '@fontsource-variable/archivo',
    weights: [100, 900],
    fallback: sans,
    metrics: { size: 98.6988, ascent: 88.9575, descent: 21.2769 },
  },
  besley: {
    family: 'Besley Variable',
    package: '@fontsource-variable/besley',
    weights: [400, 900],
    fallback: serif,
    metrics: { size: 123.9385, ascent: 100.8565, descent: 34.2912 },
  },
  figtree: {
    family: 'Figtree Variable',
    package: '@fontsource-variable/figtree',
    weights: [300, 900],
    fallback: sans,
    metrics: { size: 100.7176, ascent: 94.3231, descent: 24.8219 },
  },
  'hanken-grotesk': {
    family: 'Hanken Grotesk Variable',
    package: '@fontsource-variable/hanken-grotesk',
    weights: [100, 900],
    fallback: sans,
    metrics: { size: 100.9419, ascent: 99.0668, descent: 30.0173 },
  },
  'libre-franklin': {
    family: 'Libre Franklin Variable',
    package: '@fontsource-variable/libre-franklin',
    weights: [100, 900],
    fallback: sans,
    metrics: { size: 104.3067, ascent: 92.6115, descent: 23.5843 },
  },
  newsreader: {
    family: 'Newsreader Variable',
    package: '@fontsource-variable/newsreader',
    weights: [200, 800],
    fallback: serif,
    metrics: { size: 105.4769, ascent: 69.6835, descent: 25.124 },
  },
  rokkitt: {
    family: 'Rokkitt Variable',
    package: '@fontsource-variable/rokkitt',
    weights: [100, 900],
    fallback: serif,
    metrics: { size: 104.1231, ascent: 78.4648, descent: 30.7329 },
  },
  'sofia-sans-extra-condensed': {
    family: 'Sofia Sans Extra Condensed Variable',
    package: '@fontsource-variable/sofia-sans-extra-condensed',
    weights: [1, 1000],
    fallback: sans,
    metrics: { size: 61.0138, ascent: 147.5076, descent: 49.1692 },
  },
} as const satisfies Record<string, Font>;

export type FontKey = keyof typeof FONTS;

export const FONT_KEYS = Object.keys(FONTS) as [FontKey, ...FontKey[]];
