import { siteName, type Site } from '#lib/site.ts';
import { m } from '#lib/i18n/words.ts';

/** What an error page says: what happened, and what to do about it. */
export function errorWords(
  status: number,
  site: Site | undefined,
  host: string,
): { title: string; text: string } {
  if (site?.kind === 'unknown') return { title: m.unknown_title(), text: m.unknown_text({ host }) };
  if (site?.kind === 'suspended') {
    return { title: m.suspended_title({ name: siteName(site) }), text: m.suspended_text() };
  }
  if (status === 503 || site?.kind === 'unavailable') return { title: m.away_title(), text: m.away_text() };
  if (status === 401 || status === 403) return { title: m.forbidden_title(), text: m.forbidden_text() };
  if (status === 404) return { title: m.missing_title(), text: m.missing_text() };
  return { title: m.broken_title(), text: m.broken_text() };
}
