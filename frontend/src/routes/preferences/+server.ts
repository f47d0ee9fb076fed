import { redirect } from '@sveltejs/kit';
import { isLocale } from '#lib/i18n/locale.ts';
import { safeNext } from '#lib/server/guards.ts';
import { isTheme, savePreference } from '#lib/server/preferences.ts';
import type { RequestHandler } from './$types';

/** Keeps the language or the theme chosen on this device, also where no scripts run, and goes back to the page. */
export const POST: RequestHandler = async ({ request, cookies, url }) => {
  const data = await request.formData();
  const locale = data.get('locale');
  const theme = data.get('theme');
  const secure = url.protocol === 'https:';
  if (isLocale(locale)) savePreference(cookies, 'turnero_locale', locale, secure);
  if (isTheme(theme)) savePreference(cookies, 'turnero_theme', theme, secure);
  const back = data.get('back');
  const next = new URL(safeNext(typeof back === 'string' ? back : null, '/'), url);
  // A language in the address would speak louder than the one that was just chosen.
  if (locale) next.searchParams.delete('lang');
  redirect(303, next.pathname + next.search);
};
