import type { BusinessPage, ServiceTerms, Tenant } from '#lib/api/types.ts';
import { monthPicture } from '#lib/features/slots/month-view.ts';
import { slotPicture, slotValue } from '#lib/features/slots/slots-view.ts';
import { weekPicture } from '#lib/features/slots/week-view.ts';
import { addDays } from '#lib/i18n/dates.ts';
import type { ServerApi } from '#lib/server/api.ts';
import { formatLeast } from '#lib/features/catalogue/prices.ts';
import { formatMinutes } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/i18n/words.ts';
import { addable, basePrice, itemViews, locationViews, minutesOf, serviceGroups } from './book-view.ts';
import type { BookingView, Pair } from './booking-types.ts';
import { anew, choiceHref, choicePairs, locationOf, same, wantedOf, type Choice } from './choice.ts';
import { freeTime, type FreeTime } from './free-time.ts';
import { repeatView } from './repeat-view.ts';

type Around = {
  business: BusinessPage;
  tenant: Tenant;
  choice: Choice;
  locale: Locale;
  isKnown: boolean;
  /** Whether a week has room on the screen. */
  isWide: boolean;
};

export async function termsOf(api: ServerApi, choice: Choice): Promise<ServiceTerms | null> {
  const [first] = choice.items;
  if (!first) return null;
  const { locationId } = choice;
  const { data } = await api('GET /services/{id}/terms', {
    path: { id: first.service.id },
    query: { locationId },
  });
  return data;
}

/** Where a business without places of its own keeps its clock. */
export function zoneOf(business: BusinessPage, tenant: Tenant, choice: Choice): string {
  return locationOf(business, choice)?.timeZone ?? tenant.locale.timeZone;
}

const without = (choice: Choice, name: string): Pair[] =>
  choicePairs({ ...choice, ...same }).filter(([other]) => other !== name);

function timeView(
  { choice, locale, tenant, isWide }: Around,
  terms: ServiceTerms,
  free: FreeTime,
): Pick<BookingView, 'picture' | 'week' | 'month' | 'chosen'> {
  const { answer, today } = free;
  const { date, start } = choice;
  const dayHref = (day: string) => choiceHref(choice, { ...anew, date: day, month: undefined });
  const picture = slotPicture(answer, {
    locale,
    date: date && date >= today ? date : undefined,
    dayHref,
    horizon: terms.maxAdvanceDays,
  });
  // A link may write the same instant in another way than the answer does.
  const slot = answer.days
    .flatMap(({ slots }) => slots)
    .find(
      (one) =>
        start !== undefined &&
        Date.parse(one.start) === Date.parse(start) &&
        (!choice.sessionId || one.sessionId === choice.sessionId),
    );
  const { month } = choice;
  const chosen = slot && slotValue(slot);
  return {
    picture,
    week:
      isWide && !month
        ? weekPicture(answer, {
            ...{ locale, today, dayHref, chosen },
            date: picture.date,
            horizon: terms.maxAdvanceDays,
          })
        : null,
    chosen,
    month:
      month && free.month
        ? monthPicture(free.month, {
            locale,
            month,
            today,
            firstWeekday: tenant.locale.firstWeekday,
            chosen: picture.date,
            dayHref,
            monthHref: (other) => choiceHref(choice, { ...anew, month: other }),
            closeHref: choiceHref(choice, { ...anew, month: undefined }),
            last: addDays(today, terms.maxAdvanceDays).slice(0, 7),
          })
        : null,
  };
}

function seatsView(choice: Choice, terms: ServiceTerms | null): BookingView['seats'] {
  const max = Math.min(terms?.mostSeats ?? 1, 20);
  if (max < 2) return null;
  return { hidden: without(choice, 'seats'), value: choice.seats, max };
}

function placeText(choice: Choice, business: BusinessPage): string {
  const place = choice.items[0]?.service.place;
  if (place === 'customer') return m.book_at_yours();
  if (place === 'online') return m.book_online();
  const at = locationOf(business, choice);
  return at ? [at.name, at.address.line].filter(Boolean).join(', ') : '';
}

/** Everything that the page of choosing shows, in one language. */
export async function bookingView(api: ServerApi, around: Around): Promise<BookingView> {
  const { business, tenant, choice, locale, isKnown } = around;
  const hasItems = choice.items.length > 0;
  const ask = { ...choice, timeZone: zoneOf(business, tenant, choice) };
  const [terms, free] = await Promise.all([
    termsOf(api, choice),
    hasItems ? freeTime(api, wantedOf(choice), ask) : null,
  ]);
  const time =
    terms && free
      ? timeView(around, terms, free)
      : { picture: null, week: null, month: null, chosen: undefined };
  return {
    business: { id: business.id, name: business.name, href: `/b/${business.slug}` },
    groups: hasItems ? [] : serviceGroups(around, business.services),
    items: itemViews(around),
    more: terms?.visits ? serviceGroups(around, addable(around)) : [],
    locations: locationViews(around),
    place: hasItems ? placeText(choice, business) : '',
    seats: seatsView(choice, terms),
    ...time,
    monthHref: choiceHref(choice, { ...anew, month: (time.picture?.date ?? '').slice(0, 7) }),
    query: choiceHref(choice, { start: undefined, sessionId: undefined }).slice(1),
    repeat: repeatView(choice, terms, locale),
    waitHref:
      terms?.waitlist && choice.items.length === 1
        ? `/b/${business.slug}/book/waitlist${choiceHref(choice, { ...anew, month: undefined })}`
        : null,
    price: priceOfDay(free, time.picture, locale) || basePrice(choice, locale),
    minutes: hasItems ? formatMinutes(minutesOf(choice)) : '',
    needsAccount: needsAccount(terms, isKnown),
    holdText: holdText(terms, isKnown),
  };
}

/** What it costs on the day that is shown; empty where nothing is free then. */
const priceOfDay = (free: FreeTime | null, picture: BookingView['picture'], locale: Locale): string =>
  formatLeast(free?.answer.days.find(({ date }) => date === picture?.date)?.slots ?? [], locale);

const needsAccount = (terms: ServiceTerms | null, isKnown: boolean) =>
  terms !== null && !terms.guestBooking && !isKnown;

function holdText(terms: ServiceTerms | null, isKnown: boolean): string {
  if (!terms) return '';
  if (needsAccount(terms, isKnown)) return m.book_account();
  return m.book_hold({ minutes: terms.holdMinutes });
}
