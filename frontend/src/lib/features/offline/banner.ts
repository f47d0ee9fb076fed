import { isLocale } from '#lib/i18n/locale.ts';
import { m } from '#paraglide/messages.js';

type Facts = { lang: string; since: Date; waiting: number };

/** The hour, and the day where it was another one. */
function timeOf(since: Date, locale: string, now = new Date()): string {
  const sameDay = since.toDateString() === now.toDateString();
  const form = new Intl.DateTimeFormat(locale, {
    ...(sameDay ? {} : { day: 'numeric', month: 'long' }),
    hour: '2-digit',
    minute: '2-digit',
    hour12: locale === 'en',
  });
  return form.format(since);
}

const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** What a page says at its top that was kept, or that has lost its connection: from when it is, and what waits. */
export function bannerHtml({ lang, since, waiting }: Facts): string {
  const locale = isLocale(lang) ? lang : 'es-AR';
  const text = m.kept_since({ time: timeOf(since, locale) }, { locale });
  const waits =
    waiting === 0
      ? ''
      : ` <a href="/offline/changes">${escaped(waiting === 1 ? m.waiting_one({}, { locale }) : m.waiting_other({ count: waiting }, { locale }))}</a>`;
  return `<aside class="kept" role="status"><p>${escaped(text)}${waits}</p><a class="kept-retry" href="" data-sveltekit-reload>${escaped(m.retry({}, { locale }))}</a></aside>`;
}
