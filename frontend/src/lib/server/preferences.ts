import type { Cookies } from '@sveltejs/kit';
import { localeFromHeader, locales, nearestLocale, type Locale } from '#lib/i18n/locale.ts';

export type Theme = 'light' | 'dark' | 'system';

const year = 60 * 60 * 24 * 365;

export function isTheme(value: unknown): value is Theme {
  return value === 'light' || value === 'dark' || value === 'system';
}

export function readTheme(cookies: Cookies): Theme {
  const choice = cookies.get('turnero_theme');
  return isTheme(choice) ? choice : 'system';
}

/** The language of a page: chosen here, else kept in the account, else the browser's, else the tenant's. */
export function chooseLocale(
  wishes: { chosen: string | undefined; account: string | undefined; header: string | null },
  tenant: { default: string; supported: readonly string[] } = { default: locales[0], supported: locales },
): Locale {
  const among = tenant.supported;
  return (
    (wishes.chosen && nearestLocale(wishes.chosen, among)) ||
    (wishes.account && nearestLocale(wishes.account, among)) ||
    localeFromHeader(wishes.header, among) ||
    nearestLocale(tenant.default) ||
    locales[0]
  );
}

/** Keeps a choice for a year. Readable by scripts, so that the switch can work without a round trip. */
export function savePreference(
  cookies: Cookies,
  name: 'turnero_locale' | 'turnero_theme',
  value: string,
  secure: boolean,
): void {
  cookies.set(name, value, { path: '/', maxAge: year, sameSite: 'lax', httpOnly: false, secure });
}
