import { inPrepared, type Ctx } from '../../lib/context.ts';
import { fail, failWith } from '../../lib/errors.ts';
import { escapeHtml, pagePolicy } from '../../lib/html.ts';
import { hourCycleOf } from '../../lib/languages.ts';
import { formatMoney } from '../../lib/money.ts';
import { reachBooking, type Key } from '../bookings/bookings.access.ts';
import type { BookingRow } from '../bookings/bookings.views.ts';
import type { LocalizedText } from '../catalogue/catalogue.contract.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import type { Locale } from '../verticals/verticals.fields.ts';
import { paymentErrors, type Payment } from './payments.contract.ts';
import { readPayment, viewPayments } from './payments.rows.ts';
import { receiptTexts } from './payments.receipt.texts.ts';
import type { PaymentDeps } from './payments.service.ts';

const failPayment = failWith(paymentErrors);

const STYLE = `body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}
table{width:100%;border-collapse:collapse}th,td{text-align:left;padding:.35rem 0;border-bottom:1px solid #ccc}
td:last-child,th:last-child{text-align:right;white-space:nowrap}
dt{font-weight:600}dd{margin:0 0 .75rem}@media print{body{margin:0;max-width:none}}`;
const POLICY = pagePolicy(STYLE);

interface Receipt {
  tenant: string;
  locale: Locale;
  booking: BookingRow;
  payment: Payment;
}

function receiptHtml({ tenant, locale, booking, payment }: Receipt): string {
  const words = receiptTexts[locale];
  const { currency } = payment.price;
  const money = (amount: number) => escapeHtml(formatMoney(locale, amount, currency));
  const when = (date: Date) =>
    escapeHtml(
      new Intl.DateTimeFormat(locale, {
        dateStyle: 'long',
        timeStyle: 'short',
        hourCycle: hourCycleOf(locale),
        timeZone: booking.timeZone,
      }).format(date),
    );
  const named = (name: LocalizedText) => escapeHtml(name[locale] ?? Object.values(name)[0] ?? '');
  const row = (name: string, amount: number) => `<tr><td>${name}</td><td>${money(amount)}</td></tr>`;
  const refunds = payment.refunds.filter(({ state }) => state !== 'failed');
  const place = booking.locationName ? `, ${escapeHtml(booking.locationName)}` : '';
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words.title} ${escapeHtml(booking.code)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${words.title}</h1>
<dl>
<dt>${words.business}</dt><dd>${escapeHtml(booking.businessName)}${place} (${escapeHtml(tenant)})</dd>
<dt>${words.booking}</dt><dd>${escapeHtml(booking.code)}, ${when(new Date(booking.startsAt * 60_000))}</dd>
${booking.customer ? `<dt>${words.customer}</dt><dd>${escapeHtml(booking.customer.name)}</dd>` : ''}
<dt>${words.number}</dt><dd>${escapeHtml(payment.id)}</dd>
<dt>${words.paidOn}</dt><dd>${when(new Date(payment.completedAt ?? payment.createdAt))}, ${escapeHtml(words.ways[payment.provider ?? 'venue'])}</dd>
</dl>
<table>
<thead><tr><th scope="col">${words.service}</th><th scope="col">${words.amount}</th></tr></thead>
<tbody>
${booking.priceLines.map(({ name, amount }) => row(named(name), amount)).join('\n')}
${row(words.total, booking.total)}
</tbody>
</table>
<table>
<thead><tr><th scope="col">${words.payment}</th><th scope="col">${words.amount}</th></tr></thead>
<tbody>
${row(words.kinds[payment.kind], payment.price.amount)}
${refunds.map(({ amount }) => row(words.refund, -amount)).join('\n')}
</tbody>
</table>
<p>${words.note}</p>
</main>
</body>
</html>
`;
}

/**
 * The receipt of a payment that was made, as a page to print. It is no tax invoice.
 * @param locale left out: the tenant's
 * @throws NOT_FOUND also for another's, PAYMENT_STATE for what is not paid
 */
export async function showReceipt(
  ctx: Ctx,
  deps: Pick<PaymentDeps, 'verticals'>,
  key: Key,
  id: string,
  locale: Locale | undefined,
): Promise<{ html: string; policy: string }> {
  const { booking, view } = await inPrepared(ctx, async (ctx) => {
    const payment = await readPayment(ctx, id);
    if (!payment) throw fail('NOT_FOUND');
    const booking = await reachBooking(ctx, key, payment.bookingId, 'booking:read');
    const [view] = await viewPayments(ctx, [id]);
    return { booking, view };
  });
  if (view?.state !== 'completed') throw failPayment('PAYMENT_STATE');
  const spoken = locale ?? verticalOf(deps.verticals, ctx.tenant).locale.default;
  return {
    html: receiptHtml({ tenant: ctx.tenant.name, locale: spoken, booking, payment: view }),
    policy: POLICY,
  };
}
