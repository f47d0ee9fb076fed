import { locales } from './locale.ts';

/** What a language is called in another. Its country is not said: there is one of each. */
export const languageName = (language: string, locale: string): string =>
  new Intl.DisplayNames([locale], { type: 'language' }).of(new Intl.Locale(language).language) ?? language;

/** Text that a tenant wrote: one string, or one for each language it cared to write. */
export type LocalizedText = string | Partial<Record<string, string>> | null | undefined;

/** The text in the language asked for, else in the nearest there is, else nothing. */
export function localized(text: LocalizedText, locale: string): string {
  if (!text) return '';
  if (typeof text === 'string') return text;
  const candidates = [locale, ...locales, ...Object.keys(text)];
  for (const candidate of candidates) {
    const found = text[candidate];
    if (found) return found;
  }
  return '';
}
