import type { Tenant, TermKey } from '#lib/api/types.ts';
import { locales, type Locale } from '#lib/i18n/locale.ts';

type Spoken = Pick<Tenant, 'terminology'>;

/** What the vertical calls a thing, in the plural or the singular, as it stands inside a sentence. */
export function term(tenant: Spoken, locale: Locale, key: TermKey, count: 'one' | 'other' = 'other'): string {
  const terminology: Partial<Record<Locale, Tenant['terminology'][Locale]>> = tenant.terminology;
  for (const candidate of [locale, ...locales]) {
    const found = terminology[candidate]?.[key][count];
    if (found) return found;
  }
  return '';
}

/** Whose ending what is said of a thing has, where the language has endings. */
export function genderOf(tenant: Spoken, locale: Locale, key: TermKey): 'm' | 'f' {
  const terminology: Partial<Record<Locale, Tenant['terminology'][Locale]>> = tenant.terminology;
  return terminology[locale]?.[key].gender ?? 'm';
}

/** The same at the beginning of a heading. */
export function heading(
  tenant: Spoken,
  locale: Locale,
  key: TermKey,
  count: 'one' | 'other' = 'other',
): string {
  const word = term(tenant, locale, key, count);
  return word.charAt(0).toLocaleUpperCase(locale) + word.slice(1);
}
