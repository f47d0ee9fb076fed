import { readMoney } from '#lib/features/bookings/typed-money.ts';
import { spanOf } from '#lib/features/records/list-query.ts';
import { m } from '#lib/i18n/words.ts';

/** What is written of a coupon's rules, as the form has it. */
export const RULE_FIELDS = ['name', 'from', 'to', 'least', 'total', 'each', 'first'] as const;
type Rules = Record<(typeof RULE_FIELDS)[number], string>;
type Errors = Record<string, string>;

const countOf = (text: string) => (/^\d{1,6}$/.test(text) && Number(text) > 0 ? Number(text) : undefined);

/** The rules as the API takes them, or what is wrong with them by field. */
export function readRules(
  values: Rules,
  { locale, timeZone, currency }: { locale: string; timeZone: string; currency: string },
): { rules: Record<string, unknown> } | { errors: Errors } {
  const errors: Errors = {};
  const { from, to } = spanOf(values, timeZone);
  if (values.from && !from) errors.from = m.coupon_date_wrong();
  if ((values.to && !to) || (from && to && from >= to)) errors.to = m.coupon_date_wrong();
  const least = values.least === '' ? 0 : readMoney(values.least, currency);
  if (least === null) errors.least = m.refund_amount_wrong();
  const [total, each] = [countOf(values.total), countOf(values.each)];
  if (values.total !== '' && total === undefined) errors.total = m.coupon_count_wrong();
  if (values.each !== '' && each === undefined) errors.each = m.coupon_count_wrong();
  if (Object.keys(errors).length > 0) return { errors };
  return {
    rules: {
      ...(values.name && { name: { [locale]: values.name } }),
      validFrom: from ?? null,
      validTo: to ?? null,
      leastTotal: least,
      totalUses: total ?? null,
      customerUses: each ?? null,
      firstVisit: values.first === 'on',
    },
  };
}

/** What it takes off: a part in percent, or an amount. */
export function readWorth(
  { kind, worth }: { kind: string; worth: string },
  currency: string,
): { basisPoints: number } | { amount: number } | null {
  if (kind === 'amount') {
    const amount = readMoney(worth, currency);
    return amount === null ? null : { amount };
  }
  const percent = Number(worth.replace(',', '.'));
  const basisPoints = Math.round(percent * 100);
  return worth !== '' && basisPoints >= 1 && basisPoints <= 10_000 ? { basisPoints } : null;
}
