/** The languages every screen is written in; the first is the one of last resort. */
export const locales = ['es-AR', 'en', 'pt-BR'] as const;
export type Locale = (typeof locales)[number];

/** Each language by its own name, as people look for it. */
export const localeNames: Record<Locale, string> = {
  'es-AR': 'Español',
  en: 'English',
  'pt-BR': 'Português',
};

export function isLocale(value: unknown): value is Locale {
  return locales.some((locale) => locale === value);
}

/** The locale whose language matches: `es`, `es-ES` and `ES-mx` are all served `es-AR`. */
export function nearestLocale(tag: string, among: readonly string[] = locales): Locale | undefined {
  const wanted = tag.trim().toLowerCase();
  const language = wanted.split('-')[0];
  return (
    locales.find((locale) => among.includes(locale) && locale.toLowerCase() === wanted) ??
    locales.find((locale) => among.includes(locale) && locale.toLowerCase().split('-')[0] === language)
  );
}

/** The first locale of an Accept-Language header that is among those supported, by the weights it gives. */
export function localeFromHeader(
  header: string | null,
  among: readonly string[] = locales,
): Locale | undefined {
  const wishes = (header ?? '').split(',').map((part) => {
    const [tag = '', ...parameters] = part.split(';');
    const weight = parameters
      .map((parameter) => parameter.trim())
      .find((parameter) => parameter.startsWith('q='));
    return { tag, weight: weight ? Number(weight.slice(2)) || 0 : 1 };
  });
  wishes.sort((a, b) => b.weight - a.weight);
  for (const { tag, weight } of wishes) {
    const found = weight > 0 ? nearestLocale(tag, among) : undefined;
    if (found) return found;
  }
  return undefined;
}
