import type { Locale } from '#lib/i18n/locale.ts';
import { localized, type LocalizedText } from '#lib/i18n/text.ts';

/** What a page is called where it is found, and what is said of it there. */
export type PageTexts = { title: string; description: string };

/**
 * The texts of a page as its vertical's file has them, its words put in for their names in braces: `{business}`.
 * A text of whose words one is missing here, as the city of who comes to the customer's, gives way to the page's own.
 */
export function fromTemplate(
  template: Record<keyof PageTexts, LocalizedText> | undefined,
  words: Partial<Record<string, string>>,
  locale: Locale,
  own: PageTexts,
): PageTexts {
  if (!template) return own;
  const textOf = (part: keyof PageTexts) => {
    const text = localized(template[part], locale);
    const isWhole = [...text.matchAll(/\{(\w+)\}/g)].every(([, name = '']) => words[name]);
    return text && isWhole
      ? text.replaceAll(/\{(\w+)\}/g, (_, name: string) => words[name] ?? '')
      : own[part];
  };
  return { title: textOf('title'), description: textOf('description') };
}
