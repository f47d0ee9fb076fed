/** The address of a page in a language; without one it is in the language of whoever asks. */
export function addressIn(origin: string, path: string, lang?: string): string {
  return `${origin}${path}${lang ? `${path.includes('?') ? '&' : '?'}lang=${lang}` : ''}`;
}

/** Where the image is that stands for a page where it is shared: `home`, `c/cut`, `b/aurora`, `b/aurora/p/ana`. */
export function socialImage(page: string, locale: string): string {
  return `/social/${page}.png?lang=${locale}`;
}
