import type { SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import type { BookingState } from '../bookings/bookings.contract.ts';
import type { Acquisition } from '../bookings/bookings.standing.ts';
import { reckon, type ChargeFacts, type Reckoning } from '../ledger/ledger.reckon.ts';
import type { Payment } from './payments.contract.ts';
import type { PaymentProvider } from './strategies/strategy.ts';

/** When to ask next, in SQL: after a minute, two, four, ... a day at most, by how often it was asked (`checks`). */
export const LATER = `statement_timestamp() + least(interval '1 minute' * power(2, least(checks, 11)), interval '1 day')`;

type Reader = Pick<SqlCtx, 'sql' | 'tenant'>;

export interface RefundRow {
  id: string;
  chargeId: string;
  paymentId: string;
  provider: PaymentProvider;
  accountId: string | null;
  /** The company's id of the charge. */
  charge: string;
  amount: number;
  currency: string;
  reason: Payment['refunds'][number]['reason'];
  state: Payment['refunds'][number]['state'];
  /** Of the payment. */
  applicationFee: number;
  askedAs: string;
  createdAt: Date;
}

const REFUNDS = (where: string) => `
  SELECT r.id, r.charge_id AS "chargeId", c.payment_id AS "paymentId", p.booking_id AS "bookingId",
    p.provider::text AS provider, p.account_id AS "accountId", c.reference AS charge, r.amount::float8 AS amount,
    c.currency::text AS currency, r.reason::text AS reason, r.state::text AS state,
    p.application_fee::float8 AS "applicationFee", coalesce(p.asked_as, p.id) AS "askedAs", r.created_at AS "createdAt"
  FROM refunds r
    JOIN payment_charges c ON c.tenant_id = r.tenant_id AND c.id = r.charge_id
    JOIN payments p ON p.tenant_id = c.tenant_id AND p.id = c.payment_id
  WHERE r.tenant_id = $1::uuid AND ${where} ORDER BY r.id`;

const REFUND = statement<RefundRow & { bookingId: string }>(REFUNDS('r.id = $2'));
const REFUNDS_OF_BOOKING = statement<RefundRow>(REFUNDS('p.booking_id = $2'));
const REFUNDS_OF_PAYMENTS = statement<RefundRow>(REFUNDS('p.id = ANY($2::uuid[])'));

export async function readRefund({ sql, tenant }: Reader, id: string) {
  const [row] = await sql(REFUND, [tenant.id, id]);
  return row;
}

export interface PaymentRow {
  id: string;
  bookingId: string;
  kind: Payment['kind'];
  amount: number;
  currency: string;
  state: Payment['state'];
  provider: PaymentProvider | null;
  accountId: string | null;
  reference: string | null;
  redirectUrl: string | null;
  pageExpiresAt: Date | null;
  failure: string | null;
  /** By which id the company knows it: its own, or that of the payment that went on to another. */
  askedAs: string;
  /** The tenant's commission on it, where the company hands it over by itself. Minor units. */
  applicationFee: number;
  createdAt: Date;
  completedAt: Date | null;
}

const PAYMENTS = (where: string) => `
  SELECT p.id, p.booking_id AS "bookingId", p.kind::text AS kind, p.amount::float8 AS amount, p.currency::text AS currency,
    p.state::text AS state, p.provider::text AS provider, p.account_id AS "accountId", p.reference,
    p.redirect_url AS "redirectUrl", p.page_expires_at AS "pageExpiresAt", p.failure,
    p.application_fee::float8 AS "applicationFee", coalesce(p.asked_as, p.id) AS "askedAs", p.created_at AS "createdAt",
    p.completed_at AS "completedAt"
  FROM payments p WHERE p.tenant_id = $1::uuid AND ${where}`;

const PAYMENT = statement<PaymentRow>(PAYMENTS('p.id = $2'));
const PAYMENTS_BY_ID = statement<PaymentRow>(PAYMENTS('p.id = ANY($2::uuid[]) ORDER BY p.id'));
const PENDING = statement<PaymentRow>(PAYMENTS(`p.booking_id = $2 AND p.state = 'pending' ORDER BY p.id`));

export async function readPayment({ sql, tenant }: Reader, id: string): Promise<PaymentRow | undefined> {
  const [row] = await sql(PAYMENT, [tenant.id, id]);
  return row;
}

export const pendingOf = ({ sql, tenant }: Reader, bookingId: string): Promise<PaymentRow[]> =>
  sql(PENDING, [tenant.id, bookingId]);

/** Payments as they are shown, in the order of their ids. */
export async function viewPayments({ sql, tenant }: Reader, ids: readonly string[]): Promise<Payment[]> {
  // One after the other: Prisma's client takes one statement at a time.
  const rows = await sql(PAYMENTS_BY_ID, [tenant.id, ids]);
  const refunds = await sql(REFUNDS_OF_PAYMENTS, [tenant.id, ids]);
  return rows.map((row) => ({
    id: row.id,
    bookingId: row.bookingId,
    kind: row.kind,
    price: { amount: row.amount, currency: row.currency },
    state: row.state,
    provider: row.provider,
    redirectUrl: row.state === 'pending' ? row.redirectUrl : null,
    expiresAt: row.state === 'pending' ? (row.pageExpiresAt?.toISOString() ?? null) : null,
    failure: row.failure,
    refunds: refunds
      .filter(({ paymentId }) => paymentId === row.id)
      .map(({ id, amount, currency, reason, state, createdAt }) => ({
        ...{ id, amount, currency, reason, state },
        createdAt: createdAt.toISOString(),
      })),
    createdAt: row.createdAt.toISOString(),
    completedAt: row.completedAt?.toISOString() ?? null,
  }));
}

export interface ChargeRow extends ChargeFacts {
  provider: PaymentProvider;
  reference: string;
  /** What the company kept of it; null while it has not said. */
  fee: number | null;
  completed: number;
}

/** What a booking is about where money is concerned. Amounts are minor units. */
export interface MoneyRow {
  id: string;
  /** A hold that is over is `expired`, swept or not. */
  state: BookingState;
  businessId: string;
  locationId: string | null;
  customerId: string | null;
  userId: string | null;
  currency: string;
  total: number;
  deposit: number;
  fee: number | null;
  acquisition: Acquisition;
  /** Of a hold. */
  expiresAt: Date | null;
}

const BOOKING = statement<MoneyRow>(`
  SELECT b.id,
    CASE WHEN b.state = 'held' AND b.expires_at <= statement_timestamp() THEN 'expired' ELSE b.state::text END AS state,
    b.business_id AS "businessId", b.location_id AS "locationId", b.customer_id AS "customerId", c.user_id AS "userId",
    b.currency::text AS currency, b.total_amount::float8 AS total,
    b.deposit::float8 AS deposit, b.fee::float8 AS fee,
    b.acquisition, b.expires_at AS "expiresAt"
  FROM bookings b LEFT JOIN customers c ON c.tenant_id = b.tenant_id AND c.id = b.customer_id
  WHERE b.tenant_id = $1 AND b.id = $2`);

const CHARGES = statement<ChargeRow>(`
  SELECT c.id, p.id AS "paymentId", coalesce(p.asked_as, p.id) AS "askedAs", p.kind::text AS kind,
    p.provider = 'venue' AS "isVenue", p.provider::text AS provider,
    c.reference, c.fee::float8 AS fee, c.amount::float8 AS amount, c.currency::text AS currency, p.amount::float8 AS asked,
    p.currency::text AS "askedCurrency", r.refunded, r.completed, r.stuck AS "isStuck"
  FROM payments p
    JOIN payment_charges c ON c.tenant_id = p.tenant_id AND c.payment_id = p.id
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(r.amount) FILTER (WHERE r.state <> 'failed'), 0)::float8 AS refunded,
        coalesce(sum(r.amount) FILTER (WHERE r.state = 'completed'), 0)::float8 AS completed,
        coalesce(bool_or(r.state = 'failed'), false) AS stuck
      FROM refunds r WHERE r.tenant_id = c.tenant_id AND r.charge_id = c.id) AS r
  WHERE p.tenant_id = $1 AND p.booking_id = $2
  ORDER BY c.id`);

/** All that is known of a booking's money. */
export interface Money {
  booking: MoneyRow;
  charges: ChargeRow[];
  refunds: RefundRow[];
  reckoning: Reckoning;
}

/** Undefined where there is no such booking. */
export async function readMoney({ sql, tenant }: Reader, bookingId: string): Promise<Money | undefined> {
  const [[booking], charges, refunds] = await Promise.all([
    sql(BOOKING, [tenant.id, bookingId]),
    sql(CHARGES, [tenant.id, bookingId]),
    sql(REFUNDS_OF_BOOKING, [tenant.id, bookingId]),
  ]);
  if (!booking) return undefined;
  return { booking, charges, refunds, reckoning: reckon(booking, charges) };
}
