import type { SearchResult, Tenant } from '#lib/api/types.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import { term } from '#lib/theme/terms.ts';
import { radiusOf, searchHref, type Alternative } from './question.ts';
import { freeDays } from './times.ts';

export type NothingView = {
  title: string;
  text: string;
  /** Questions that do find something, with what comes first there. */
  alternatives: { name: string; href: string; first: string }[];
};

function nameOf({ kind, question }: Alternative, tenant: Tenant, locale: Locale): string {
  switch (kind) {
    case 'time':
      return m.find_other_time();
    case 'day':
      return m.find_other_day();
    case 'radius':
      return m.find_up_to_km({ km: radiusOf(question) });
    case 'place':
      return m.find_other_place();
    case 'words':
      return m.find_other_words();
    case 'what':
      return m.find_anything({ service: term(tenant, locale, 'service', 'one') });
  }
}

/** `Corte clásico, hoy 17:30` */
function firstOf(result: SearchResult, locale: Locale, now: Date): string {
  const [day] = freeDays(result, { locale, now, most: 1 });
  const name = localized(result.service.name, locale);
  return day ? `${name}, ${day.name.toLocaleLowerCase(locale)} ${day.starts[0]?.time ?? ''}` : name;
}

/** What to say where nothing is free, with the ways out that were tried and lead somewhere. */
export function nothingView(
  tried: readonly { alternative: Alternative; found: SearchResult | undefined }[],
  tenant: Tenant,
  locale: Locale,
  now = new Date(),
): NothingView {
  const open = tried.flatMap(({ alternative, found }) =>
    found
      ? {
          name: nameOf(alternative, tenant, locale),
          href: searchHref(alternative.question),
          first: firstOf(found, locale, now),
        }
      : [],
  );
  const asked = tried.length > 0;
  return {
    title: asked ? m.find_none_title() : m.find_none_at_all(),
    text: open.length > 0 ? m.find_none_text() : asked ? m.find_none_far() : m.find_none_yet(),
    alternatives:
      open.length > 0 || !asked ? open : [{ name: m.find_clear_all(), href: '/search', first: '' }],
  };
}
