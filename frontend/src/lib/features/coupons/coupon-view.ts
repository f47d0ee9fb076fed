import type { CouponView } from '#lib/api/types.ts';
import { todayIn } from '#lib/i18n/dates.ts';
import { formatDate, formatMoney } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';

type Place = { locale: Locale; timeZone: string; currency: string; now: Date };

/** What it takes off, in words. */
export function worthOf(
  { basisPoints, amount }: Pick<CouponView, 'basisPoints' | 'amount'>,
  locale: Locale,
): string {
  if (amount) return m.coupon_off_amount({ amount: formatMoney(amount, locale) });
  const percent = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(
    (basisPoints ?? 0) / 100,
  );
  return m.coupon_off_percent({ percent });
}

type State = { label: string; tone: 'plain' | 'good' | 'bad' | 'accent' };

export function couponState({ validFrom, validTo, totalUses, uses }: CouponView, now: Date): State {
  if (validTo && Date.parse(validTo) <= now.getTime()) return { label: m.coupon_over(), tone: 'plain' };
  if (totalUses !== null && uses >= totalUses) return { label: m.coupon_used_up(), tone: 'plain' };
  if (validFrom && Date.parse(validFrom) > now.getTime())
    return { label: m.coupon_not_yet(), tone: 'accent' };
  return { label: m.coupon_holds(), tone: 'good' };
}

/** When it can be used, in words; a coupon ends with a day, though the API counts to the beginning of the next. */
function whenOf({ validFrom, validTo }: CouponView, { locale, timeZone }: Place): string {
  const from = validFrom && formatDate(validFrom, locale, timeZone);
  const to = validTo && formatDate(new Date(Date.parse(validTo) - 1).toISOString(), locale, timeZone);
  if (from && to) return m.coupon_between({ from, to });
  if (to) return m.coupon_until({ to });
  return from ? m.coupon_since({ from }) : m.coupon_always();
}

/** Its rules as sentences, the ones that hold everywhere first. */
export function rulesOf(coupon: CouponView, place: Place): string[] {
  const { leastTotal, totalUses, customerUses, firstVisit, serviceIds } = coupon;
  const money = (amount: number) => formatMoney({ amount, currency: place.currency }, place.locale);
  return [
    whenOf(coupon, place),
    leastTotal > 0 ? m.coupon_least({ amount: money(leastTotal) }) : '',
    firstVisit ? m.coupon_first_visit() : '',
    serviceIds.length > 0 ? m.coupon_some_services({ count: serviceIds.length }) : '',
    totalUses === null ? '' : m.coupon_total_uses({ count: totalUses }),
    customerUses === null ? '' : m.coupon_customer_uses({ count: customerUses }),
  ].filter(Boolean);
}

export type CouponRow = {
  id: string;
  code: string;
  worth: string;
  rules: string;
  uses: string;
  state: State;
};

export const couponRow = (coupon: CouponView, place: Place): CouponRow => ({
  id: coupon.id,
  code: coupon.code,
  worth: worthOf(coupon, place.locale),
  rules: rulesOf(coupon, place).join(' · '),
  uses:
    coupon.totalUses === null
      ? String(coupon.uses)
      : m.coupon_uses_of({ uses: coupon.uses, total: coupon.totalUses }),
  state: couponState(coupon, place.now),
});

/** A coupon as its form shows it. */
export function couponValues(
  coupon: CouponView,
  { locale, timeZone, currency }: Place,
): Record<string, string> {
  const digits =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  const date = (instant: string | null, back: number) =>
    instant === null ? '' : todayIn(timeZone, new Date(Date.parse(instant) - back));
  return {
    name: localized(coupon.name, locale),
    from: date(coupon.validFrom, 0),
    to: date(coupon.validTo, 1),
    least: coupon.leastTotal > 0 ? String(coupon.leastTotal / 10 ** digits) : '',
    total: coupon.totalUses === null ? '' : String(coupon.totalUses),
    each: coupon.customerUses === null ? '' : String(coupon.customerUses),
    first: coupon.firstVisit ? 'on' : '',
  };
}
