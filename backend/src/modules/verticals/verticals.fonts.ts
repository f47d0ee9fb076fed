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
  'big-shoulders': {
    family: 'Big Shoulders Variable',
    package: '@fontsource-variable/big-shoulders',
    weights: [100, 900],
    fallback: sans,
    metrics: { size: 75.4821, ascent: 130.5607, descent: 28.4173 },
  },
  'bricolage-grotesque': {
    family: 'Bricolage Grotesque Variable',
    package: '@fontsource-variable/bricolage-grotesque',
    weights: [200, 800],
    fallback: sans,
    metrics: { size: 105.4283, ascent: 88.2116, descent: 25.6098 },
  },
  'familjen-grotesk': {
    family: 'Familjen Grotesk Variable',
    package: '@fontsource-variable/familjen-grotesk',
    weights: [400, 700],
    fallback: sans,
    metrics: { size: 94.5863, ascent: 108.3666, descent: 23.7878 },
  },
  figtree: {
    family: 'Figtree Variable',
    package: '@fontsource-variable/figtree',
    weights: [300, 900],
    fallback: sans,
    metrics: { size: 100.7176, ascent: 94.3231, descent: 24.8219 },
  },
  fraunces: {
    family: 'Fraunces Variable',
    package: '@fontsource-variable/fraunces',
    weights: [100, 900],
    fallback: serif,
    metrics: { size: 115.4462, ascent: 84.7148, descent: 22.0882 },
  },
  fredoka: {
    family: 'Fredoka Variable',
    package: '@fontsource-variable/fredoka',
    weights: [300, 700],
    fallback: sans,
    metrics: { size: 101.8392, ascent: 95.641, descent: 23.1738 },
  },
  'hanken-grotesk': {
    family: 'Hanken Grotesk Variable',
    package: '@fontsource-variable/hanken-grotesk',
    weights: [100, 900],
    fallback: sans,
    metrics: { size: 100.9419, ascent: 99.0668, descent: 30.0173 },
  },
  'instrument-sans': {
    family: 'Instrument Sans Variable',
    package: '@fontsource-variable/instrument-sans',
    weights: [400, 700],
    fallback: sans,
    metrics: { size: 102.7365, ascent: 94.4163, descent: 24.3341 },
  },
  karla: {
    family: 'Karla Variable',
    package: '@fontsource-variable/karla',
    weights: [200, 800],
    fallback: sans,
    metrics: { size: 102.4, ascent: 89.5508, descent: 24.6094 },
  },
  'libre-franklin': {
    family: 'Libre Franklin Variable',
    package: '@fontsource-variable/libre-franklin',
    weights: [100, 900],
    fallback: sans,
    metrics: { size: 104.3067, ascent: 92.6115, descent: 23.5843 },
  },
  lora: {
    family: 'Lora Variable',
    package: '@fontsource-variable/lora',
    weights: [400, 700],
    fallback: serif,
    metrics: { size: 115.2, ascent: 87.3264, descent: 23.7847 },
  },
  newsreader: {
    family: 'Newsreader Variable',
    package: '@fontsource-variable/newsreader',
    weights: [200, 800],
    fallback: serif,
    metrics: { size: 105.4769, ascent: 69.6835, descent: 25.124 },
  },
  nunito: {
    family: 'Nunito Variable',
    package: '@fontsource-variable/nunito',
    weights: [200, 1000],
    fallback: sans,
    metrics: { size: 101.3906, ascent: 99.7134, descent: 34.8159 },
  },
  'nunito-sans': {
    family: 'Nunito Sans Variable',
    package: '@fontsource-variable/nunito-sans',
    weights: [200, 1000],
    fallback: sans,
    metrics: { size: 101.3906, ascent: 99.7134, descent: 34.8159 },
  },
  'public-sans': {
    family: 'Public Sans Variable',
    package: '@fontsource-variable/public-sans',
    weights: [100, 900],
    fallback: sans,
    metrics: { size: 104.8675, ascent: 90.5905, descent: 21.4557 },
  },
  rokkitt: {
    family: 'Rokkitt Variable',
    package: '@fontsource-variable/rokkitt',
    weights: [100, 900],
    fallback: serif,
    metrics: { size: 104.1231, ascent: 78.4648, descent: 30.7329 },
  },
  saira: {
    family: 'Saira Variable',
    package: '@fontsource-variable/saira',
    weights: [100, 900],
    fallback: sans,
    metrics: { size: 103.6337, ascent: 109.5203, descent: 42.3607 },
  },
  'sofia-sans-extra-condensed': {
    family: 'Sofia Sans Extra Condensed Variable',
    package: '@fontsource-variable/sofia-sans-extra-condensed',
    weights: [1, 1000],
    fallback: sans,
    // It is served at 122 % (frontend/src/lib/theme/fonts.server.ts): what stands in for it, too.
    metrics: { size: 74.4368, ascent: 147.5076, descent: 49.1692 },
  },
  'source-sans-3': {
    family: 'Source Sans 3 Variable',
    package: '@fontsource-variable/source-sans-3',
    weights: [200, 900],
    fallback: sans,
    metrics: { size: 93.7639, ascent: 109.2105, descent: 42.6604 },
  },
  'source-serif-4': {
    family: 'Source Serif 4 Variable',
    package: '@fontsource-variable/source-serif-4',
    weights: [200, 900],
    fallback: serif,
    metrics: { size: 117.9077, ascent: 87.8653, descent: 28.4121 },
  },
  'work-sans': {
    family: 'Work Sans Variable',
    package: '@fontsource-variable/work-sans',
    weights: [100, 900],
    fallback: sans,
    metrics: { size: 111.9334, ascent: 83.0851, descent: 21.7093 },
  },
} as const satisfies Record<string, Font>;

export type FontKey = keyof typeof FONTS;

export const FONT_KEYS = Object.keys(FONTS) as [FontKey, ...FontKey[]];
