import { fail, redirect } from '@sveltejs/kit';
import { ApiError } from '#lib/api/error.ts';
import { bookingView, zoneOf } from '#lib/features/booking/booking-page.ts';
import { bookingWords } from '#lib/features/booking/words.ts';
import { choiceHref, wantedOf, type Choice } from '#lib/features/booking/choice.ts';
import { alternativesIn, hold, keyFor } from '#lib/features/booking/hold.ts';
import { readWanted } from '#lib/features/booking/wanted.server.ts';
import { tellBooking } from '#lib/features/seo/pages.server.ts';
import { readSlot } from '#lib/features/slots/slots-view.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import { rememberToken } from '#lib/server/booking-access.ts';
import { refuse } from '#lib/server/forms.ts';
import { hasRoom } from '#lib/server/room.ts';
import { tryCookies } from '#lib/server/try-cookies.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async (event) => {
  const { locals, url, depends } = event;
  depends('turnero:slots');
  tryCookies(event);
  const wanted = await readWanted(event);
  const { business, tenant, choice } = wanted;
  const view = await bookingView(locals.api, {
    ...wanted,
    locale: locals.locale,
    isKnown: locals.me !== null,
    isWide: hasRoom(event) && url.searchParams.get('view') !== 'day',
  });
  const words = bookingWords(business.name);
  const say = view.needsAccount ? { ...words, go: m.book_go_account() } : words;
  const [first, ...more] = choice.items;
  const title =
    first && more.length === 0
      ? `${localized(first.service.name, locals.locale)} · ${business.name}`
      : view.title;
  const serviceIds = choice.items.map(({ service }) => service.id);
  tellBooking(event, tenant, business, { title, description: say.description, serviceIds });
  return { view, say, title, key: crypto.randomUUID() };
};

function refusal(event: RequestEvent, choice: Choice, error: unknown, timeZone: string) {
  const { locals, url } = event;
  if (error instanceof ApiError && error.status === 401) {
    redirect(303, `/login?next=${encodeURIComponent(url.pathname + choiceHref(choice))}`);
  }
  const lost = alternativesIn(error, locals.locale, timeZone);
  if (lost) {
    const message = lost.length > 0 ? m.book_lost() : m.book_lost_alone();
    return fail(409, { id: 'hold', message, lost });
  }
  const { status, data } = refuse('hold', {}, error);
  return fail(status, { ...data, lost: [] });
}

export const actions: Actions = {
  hold: async (event) => {
    const { locals, params, request, url } = event;
    const form = await request.formData();
    const slot = readSlot(form.get('start'));
    const { tenant, business, choice } = await readWanted(event);
    if (!slot || choice.items.length === 0) {
      return fail(400, { id: 'hold', message: m.book_choose_time(), lost: [] });
    }
    // What is held opens by a cookie: better said before than found out at checkout, with the time held for nobody.
    if (!tryCookies(event)) return fail(400, { id: 'hold', message: m.book_cookies(), lost: [] });
    const wish: Choice = { ...choice, ...slot };
    if (choice.repeat) redirect(303, `/b/${params.business}/book/series${choiceHref(wish)}`);
    const body = { ...wantedOf(choice), ...slot };
    let held;
    try {
      held = await hold(locals.api, body, keyFor(form.get('key'), body));
    } catch (error) {
      return refusal(event, wish, error, zoneOf(business, tenant, choice));
    }
    rememberToken({ cookies: event.cookies, url }, held);
    redirect(303, `/checkout/${held.id}`);
  },
};
