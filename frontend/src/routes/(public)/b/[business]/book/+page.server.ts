import { fail, redirect } from '@sveltejs/kit';
import { ApiError } from '#lib/api/error.ts';
import { bookingView, zoneOf } from '#lib/features/booking/booking-page.ts';
import { bookingWords } from '#lib/features/booking/words.ts';
import { choiceHref, wantedOf, type Choice } from '#lib/features/booking/choice.ts';
import { freeTime } from '#lib/features/booking/free-time.ts';
import { alternativesIn, hold, keyFor } from '#lib/features/booking/hold.ts';
import { mostLike } from '#lib/features/booking/most-like.ts';
import { readWanted } from '#lib/features/booking/wanted.server.ts';
import { tellBooking } from '#lib/features/seo/pages.server.ts';
import { readSlot } from '#lib/features/slots/slots-view.ts';
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
  const services = choice.items.map(({ service }) => service);
  return { head: tellBooking(event, tenant, business, services), view, say, key: crypto.randomUUID() };
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

type Wanted = Awaited<ReturnType<typeof readWanted>>;

/** Holds a start of what is wanted, and leads on. */
async function take(
  event: RequestEvent,
  { business, tenant, choice }: Wanted,
  slot: { start: string; sessionId?: string },
  key: FormDataEntryValue | null,
) {
  const { locals, params, url, cookies } = event;
  // What is held opens by a cookie: better said before than found out at checkout, with the time held for nobody.
  if (!tryCookies(event)) return fail(400, { id: 'hold', message: m.book_cookies(), lost: [] });
  const wish: Choice = { ...choice, ...slot };
  if (choice.repeat) redirect(303, `/b/${params.business}/book/series${choiceHref(wish)}`);
  const body = { ...wantedOf(choice), ...slot };
  let held;
  try {
    held = await hold(locals.api, body, keyFor(key, body));
  } catch (error) {
    return refusal(event, wish, error, zoneOf(business, tenant, choice));
  }
  rememberToken({ cookies, url }, held);
  redirect(303, `/checkout/${held.id}`);
}

export const actions: Actions = {
  hold: async (event) => {
    const form = await event.request.formData();
    const slot = readSlot(form.get('start'));
    const wanted = await readWanted(event);
    if (!slot || wanted.choice.items.length === 0) {
      return fail(400, { id: 'hold', message: m.book_choose_time(), lost: [] });
    }
    return take(event, wanted, slot, form.get('key'));
  },

  /** Of what is free the start that is most like one of before; where nothing is, all that can be chosen is shown. */
  again: async (event) => {
    const like = readSlot((await event.request.formData()).get('like'));
    const wanted = await readWanted(event);
    const { business, tenant, choice } = wanted;
    const timeZone = zoneOf(business, tenant, choice);
    const free =
      like && choice.items.length > 0
        ? await freeTime(event.locals.api, wantedOf(choice), { timeZone })
        : undefined;
    const slot = like && mostLike(free?.answer.days.flatMap(({ slots }) => slots) ?? [], like.start);
    if (!slot) redirect(303, `/b/${business.slug}/book${choiceHref(choice)}`);
    return take(event, wanted, slot, null);
  },
};
