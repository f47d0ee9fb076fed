import type { Shape } from './motifs.ts';

type Look = { theme: 'light' | 'dark' | 'system'; version: string };

/** Where the drawing of a seed is found, in the colours that the page is looked at in. */
export function coverUrl(shape: Shape, seed: string, { theme, version }: Look): string {
  const scheme = theme === 'system' ? '' : `&theme=${theme}`;
  return `/art/${shape}/${encodeURIComponent(seed)}.svg?v=${version}${scheme}`;
}

export function portraitUrl(seed: string): string {
  return `/art/portrait/${encodeURIComponent(seed)}.svg`;
}
