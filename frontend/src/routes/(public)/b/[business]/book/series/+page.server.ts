import { fail, redirect } from '@sveltejs/kit';
import { ApiError } from '#lib/api/error.ts';
import type { SeriesPreview } from '#lib/api/types.ts';
import { termsOf } from '#lib/features/booking/booking-page.ts';
import { choiceHref, wantedOf, type Choice } from '#lib/features/booking/choice.ts';
import { higherIn } from '#lib/features/booking/higher.ts';
import { keyFor } from '#lib/features/booking/hold.ts';
import { agreedOn, seriesPlan, type Resolution } from '#lib/features/booking/series-view.ts';
import { doorView, doorWords, readWanted } from '#lib/features/booking/wanted.server.ts';
import { bookingBody, mistakesOf, readSent } from '#lib/features/checkout/read.server.ts';
import { formViews } from '#lib/features/intake/intake-view.ts';
import { policyView } from '#lib/features/policy/policy-view.ts';
import type { ServerApi } from '#lib/server/api.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import { rememberToken } from '#lib/server/booking-access.ts';
import { refuse, refuseFields, textIn } from '#lib/server/forms.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const rule = (choice: Choice) => ({
  ...wantedOf(choice),
  start: choice.start,
  rhythm: choice.repeat,
  count: choice.count,
});

const previewOf = async (api: ServerApi, choice: Choice): Promise<SeriesPreview> =>
  (await api('POST /series/preview', { body: rule(choice) })).data;

/** @throws a redirect to the page of choosing, where something is still to be chosen */
async function whatIsWanted(event: Pick<RequestEvent, 'locals' | 'params' | 'url'>) {
  const { locals, params } = event;
  const { tenant, business, choice } = await readWanted(event);
  const back = `/b/${params.business}/book${choiceHref(choice)}`;
  const terms = await termsOf(locals.api, choice);
  if (!terms || !choice.start || !terms.rhythms.some(({ key }) => key === choice.repeat)) redirect(303, back);
  return { tenant, business, choice, terms, back };
}

export const load: PageServerLoad = async (event) => {
  const { locals } = event;
  const { business, choice, terms, back } = await whatIsWanted(event);
  const preview = await previewOf(locals.api, choice);
  const plan = seriesPlan(preview, locals.locale);
  const what = choice.items.map(({ service }) => localized(service.name, locals.locale)).join(' + ');
  const people = business.providers.filter(({ id }) => choice.items.some((item) => item.providerId === id));
  const first = preview.dates.find(({ price }) => price);
  const agreed = first?.price && {
    policy: terms.policies,
    price: first.price,
    startsAt: first.date,
    timeZone: preview.timeZone,
  };
  return {
    back,
    plan,
    policy: agreed
      ? m.book_series_policy({ policy: policyView(agreed, locals.locale, new Date()).cancel })
      : '',
    forms: formViews([terms], locals.locale),
    key: crypto.randomUUID(),
    ...doorView(event, terms),
    say: {
      title: m.book_series_title(),
      what: [what, ...people.map(({ name }) => m.book_with({ name })), business.name].join(' · '),
      ways: m.book_series_what(),
      total: m.book_series_total(),
      go: m.book_series_go(),
      none: m.book_series_none(),
      ...doorWords(),
    },
  };
};

export const actions: Actions = {
  default: async (event) => {
    const { locals, request } = event;
    const { tenant, choice, terms } = await whatIsWanted(event);
    const data = await request.clone().formData();
    const sent = await readSent(request, [terms], locals.locale);
    const isGuest = locals.me === null;
    const values = { ...sent.values, way: textIn(data, 'way') || 'all' };
    const errors = mistakesOf(sent, { isGuest, tenant });
    if (Object.keys(errors).length > 0) return refuseFields('series', values, errors);
    const resolution: Resolution = values.way === 'skip' || values.way === 'move' ? values.way : 'all';
    const around = { isGuest, tenant, locale: locals.locale, items: choice.items.length };
    const { holdId: _, coupon: __, ...who } = { coupon: undefined, ...bookingBody('', sent, around) };
    try {
      // Agreed is what the page showed: what changed since then is refused, and shown with its new answers.
      const shown = data.getAll('dates').filter((text) => typeof text === 'string');
      const { dates, priceUpTo } = agreedOn(shown, resolution);
      const [way, upTo] = textIn(data, 'upTo').split(' ');
      const most = way === resolution && /^\d+$/.test(upTo ?? '') ? Number(upTo) : priceUpTo;
      const body = { ...rule(choice), ...who, resolution, dates, priceUpTo: most };
      const key = keyFor(data.get('key'), body);
      const { data: made } = await locals.api('POST /series', { body, headers: { 'idempotency-key': key } });
      const first = made.bookings[0];
      rememberToken(event, made);
      for (const one of made.bookings.toReversed()) rememberToken(event, one);
      redirect(303, first ? `/bookings/${first.id}?done=booked` : '/bookings');
    } catch (error) {
      if (error instanceof ApiError && error.code === 'SERIES_CHANGED') {
        return fail(409, { id: 'series', values, message: m.error_series_changed() });
      }
      const higher = higherIn(error, locals.locale);
      if (higher) {
        const asked = { upTo: `${resolution} ${higher.upTo}`, agree: m.book_series_agree(higher) };
        return fail(409, {
          id: 'series',
          values: { ...values, ...asked },
          message: m.book_series_higher(higher),
        });
      }
      return refuse('series', values, error);
    }
  },
};
