import { locales } from './locale.ts';

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
