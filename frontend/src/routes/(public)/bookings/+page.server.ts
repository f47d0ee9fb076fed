import { redirect } from '@sveltejs/kit';
import { listWords, myBookings } from '#lib/features/bookings/list-view.ts';
import { readRemembered } from '#lib/features/bookings/reading.server.ts';
import { rememberToken, tokenHeader } from '#lib/server/booking-access.ts';
import { readFields, refuse } from '#lib/server/forms.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { m } from '#lib/i18n/words.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** What is going on now began at most so long ago. */
const LONGEST = 14 * 86_400_000;
const PAST = 8;

/** What is ahead and what is over, of the account that is signed in. */
async function ownBookings({ locals: { api }, url }: Pick<RequestEvent, 'locals' | 'url'>) {
  const now = Date.now();
  const cursor = (name: string) => url.searchParams.get(name) ?? undefined;
  const [next, past, waiting] = await Promise.all([
    api('GET /bookings', {
      query: { from: new Date(now - LONGEST).toISOString(), limit: 60, cursor: cursor('next') },
    }),
    api('GET /bookings', {
      query: { to: new Date(now).toISOString(), order: 'desc', limit: PAST, cursor: cursor('past') },
    }),
    api('GET /waitlist', { query: { limit: 50 } }),
  ]);
  return { next, past, waiting };
}

export const load: PageServerLoad = async (event) => {
  const { locals, url, depends } = event;
  const tenant = requireTenant(locals);
  depends('turnero:bookings');
  const [own, remembered] = await Promise.all([locals.me ? ownBookings(event) : null, readRemembered(event)]);
  const entries = [...(own?.waiting.data ?? []), ...remembered.entries];
  const onLaterPage = url.searchParams.has('past');
  // What lies within the first page of the past is said there; the rest of `next` only looks back for what goes on still.
  const oldest = Date.parse(own?.past.data.at(-1)?.startsAt ?? '') || 0;
  const near = (own?.next.data ?? []).filter(({ startsAt }) => Date.parse(startsAt) >= oldest);
  const past = own?.past.data ?? [];
  const bookings = onLaterPage ? past : [...near, ...past, ...remembered.bookings];
  const view = myBookings(bookings, entries, tenant, locals.locale);
  const href = (name: string, cursor: string | undefined) =>
    cursor ? `/bookings?${name}=${encodeURIComponent(cursor)}` : null;
  return {
    ...view,
    onLaterPage,
    businessIds: [...new Set(remembered.bookings.map(({ businessId }) => businessId))],
    morePast: href('past', own?.past.nextCursor),
    moreNext: href('next', own?.next.nextCursor),
    words: { ...(await event.parent()).words, ...listWords(tenant, locals.locale) },
  };
};

/** Does something to an entry of the waitlist that this visitor may reach. */
async function withEntry(event: RequestEvent, act: (id: string) => Promise<string>) {
  requireTenant(event.locals);
  const { id } = await readFields(event.request, ['id']);
  try {
    return { id: `waitlist-${id}`, done: true, message: await act(id) };
  } catch (error) {
    return refuse(`waitlist-${id}`, {}, error);
  }
}

export const actions: Actions = {
  accept: async (event) => {
    const { locals, cookies } = event;
    let hold = '';
    const answer = await withEntry(event, async (id) => {
      const { data } = await locals.api('GET /waitlist/{id}', {
        path: { id },
        headers: tokenHeader(cookies, id),
      });
      if (!data.offer) return m.error_waitlist_past();
      hold = data.offer.holdId;
      rememberToken(event, { id: hold, token: data.offer.token });
      return '';
    });
    if (hold) redirect(303, `/checkout/${hold}`);
    return { ...answer, done: false };
  },
  decline: (event) =>
    withEntry(event, async (id) => {
      const headers = tokenHeader(event.cookies, id);
      await event.locals.api('POST /waitlist/{id}/decline', { path: { id }, headers });
      return m.waitlist_declined();
    }),
  leave: (event) =>
    withEntry(event, async (id) => {
      const headers = tokenHeader(event.cookies, id);
      await event.locals.api('DELETE /waitlist/{id}', { path: { id }, headers });
      return m.waitlist_left();
    }),
};
