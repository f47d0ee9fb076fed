/** Every variable font installed, as the address under which the browser gets it. */
const files = import.meta.glob<string>(
  '../../../../node_modules/@fontsource-variable/*/files/*-{latin,latin-ext}-wght-normal.woff2',
  { query: '?url', import: 'default', eager: true },
);

const unicodeRanges = {
  latin:
    'U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD',
  'latin-ext':
    'U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF',
} as const;
type Subset = keyof typeof unicodeRanges;

/** Where the letters of a brand's face are, for whoever draws with them. */
export function fontFile(key: string): string | undefined {
  return fileOf(key, 'latin');
}

function fileOf(key: string, subset: Subset): string | undefined {
  const end = `/${key}/files/${key}-${subset}-wght-normal.woff2`;
  return Object.entries(files).find(([path]) => path.endsWith(end))?.[1];
}

/** `hanken-grotesk` is declared as `Hanken Grotesk Variable`, the name that a brand's theme asks for. */
function familyOf(key: string): string {
  const words = key.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${words.join(' ')} Variable`;
}

/** The narrowest faces look smaller than their size says: the percentage of it at which they are drawn. */
const enlarged: Record<string, number> = { 'sofia-sans-extra-condensed': 122 };

function face(key: string, subset: Subset): string {
  const url = fileOf(key, subset);
  if (!url) return '';
  const range = unicodeRanges[subset];
  const size = enlarged[key] ? `size-adjust:${enlarged[key]}%;` : '';
  return `@font-face{font-family:"${familyOf(key)}";font-style:normal;font-weight:1 1000;font-display:swap;${size}src:url(${url}) format("woff2");unicode-range:${range}}`;
}

/** The two fonts of a brand: their faces, and the files worth fetching before the styles are read. */
export function fontsFor(fonts: { display: string; text: string }): { css: string; preload: string[] } {
  const keys = [...new Set([fonts.display, fonts.text])];
  return {
    css: keys.flatMap((key) => [face(key, 'latin'), face(key, 'latin-ext')]).join(''),
    preload: keys.map((key) => fileOf(key, 'latin')).filter((url) => url !== undefined),
  };
}
