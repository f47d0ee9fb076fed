import type { RequestEvent } from '@sveltejs/kit';
import { isLocale } from '#lib/i18n/locale.ts';
import { requireAllowed } from '#lib/server/guards.ts';
import { CHANNELS, KINDS, type Channel } from './outbox-view.ts';

const isChannel = (text: string | null): text is Channel => CHANNELS.some((channel) => channel === text);

/** The message that an address names, about a booking that is made up; the first one where it names none. */
export async function readPreview(event: Pick<RequestEvent, 'locals' | 'url'>) {
  requireAllowed(event, ({ permissions }) => permissions.includes('booking:read'));
  const { locals, url } = event;
  const wanted = ['which', 'channel', 'language'].map((name) => url.searchParams.get(name));
  const [which = null, channel = null, language = null] = wanted;
  const asked = {
    which: which !== null && KINDS.includes(which) ? which : 'confirmed',
    channel: isChannel(channel) ? channel : ('email' as const),
    locale: isLocale(language) ? language : locals.locale,
  };
  const { data } = await locals.api('GET /message-previews', { query: asked });
  return { asked, preview: data };
}
