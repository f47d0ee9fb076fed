import { error, redirect } from '@sveltejs/kit';
import { termsOf, zoneOf } from '#lib/features/booking/booking-page.ts';
import { choiceHref, itemsAsked } from '#lib/features/booking/choice.ts';
import { keyFor } from '#lib/features/booking/hold.ts';
import { mistakesInDates, partOptions, usualDates, whenOf } from '#lib/features/booking/waiting.ts';
import { doorView, doorWords, readWanted } from '#lib/features/booking/wanted.server.ts';
import { fullDay, isDate, todayIn } from '#lib/i18n/dates.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import { rememberToken } from '#lib/server/booking-access.ts';
import { checkFields, readFields, refuse, refuseFields } from '#lib/server/forms.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** The one service that is waited for, where it has a list. @throws 404 */
async function whatIsWanted(event: Pick<RequestEvent, 'locals' | 'params' | 'url'>) {
  const { locals, params } = event;
  const { tenant, business, choice } = await readWanted(event);
  const terms = await termsOf(locals.api, choice);
  const [item] = choice.items;
  if (!item || !terms?.waitlist || choice.items.length > 1) error(404, 'Not found', { code: 'NOT_FOUND' });
  const back = `/b/${params.business}/book${choiceHref(choice)}`;
  return { tenant, business, choice, terms, item, back };
}

export const load: PageServerLoad = async (event) => {
  const { locals, url } = event;
  const { tenant, business, choice, terms, item, back } = await whatIsWanted(event);
  const service = localized(item.service.name, locals.locale);
  const minutes = terms.waitlistOfferMinutes;
  const joined = { from: url.searchParams.get('from'), to: url.searchParams.get('to') };
  const { from, to } = joined;
  return {
    back,
    key: crypto.randomUUID(),
    ...doorView(event, terms),
    dates: usualDates(todayIn(zoneOf(business, tenant, choice)), choice.date, terms),
    parts: partOptions(),
    done:
      isDate(from) && isDate(to)
        ? m.book_wait_done_text({
            service,
            from: fullDay(from, locals.locale),
            to: fullDay(to, locals.locale),
          })
        : null,
    say: {
      title: m.book_wait_title(),
      service: `${service}, ${business.name}`,
      text: m.book_wait_text({ minutes }),
      next: m.book_wait_next({ minutes }),
      done: m.book_wait_done(),
      mine: (await event.parent()).words.bookings,
      from: m.book_wait_from(),
      to: m.book_wait_to(),
      part: m.book_wait_part(),
      go: m.book_wait_go(),
      ...doorWords(),
    },
  };
};

export const actions: Actions = {
  default: async (event) => {
    const { locals, request, url } = event;
    const { choice, back } = await whatIsWanted(event);
    const values = await readFields(request, ['name', 'email', 'from', 'to', 'part', 'key']);
    const { name, email, from, to, key } = values;
    const isGuest = locals.me === null;
    const errors = { ...(isGuest ? checkFields({ name, email }) : {}), ...mistakesInDates(from, to) };
    if (Object.keys(errors).length > 0) return refuseFields('wait', values, errors);
    const [asked] = itemsAsked(choice);
    const { providerId, ...what } = asked ?? { serviceId: '' };
    const body = {
      ...what,
      ...(providerId ? { providerIds: [providerId] } : {}),
      ...(choice.locationId ? { locationId: choice.locationId } : {}),
      seats: choice.seats,
      ...whenOf(values),
      ...(isGuest ? { customer: { name, email, locale: locals.locale } } : {}),
    };
    try {
      const { data } = await locals.api('POST /waitlist', {
        body,
        headers: { 'idempotency-key': keyFor(key, body) },
      });
      rememberToken(event, data);
    } catch (refused) {
      return refuse('wait', values, refused);
    }
    const [, query = ''] = back.split('?');
    redirect(303, `${url.pathname}?${query}&${new URLSearchParams({ from, to })}`);
  },
};
