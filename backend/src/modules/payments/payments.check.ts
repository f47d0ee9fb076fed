import { inPrepared, type Ctx, type SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { lock } from '../bookings/bookings.write.ts';
import { fits } from '../ledger/ledger.reckon.ts';
import { accountOf, strategyOf, type AccountDeps } from './payments.accounts.ts';
import { isPayable } from './payments.due.ts';
import { adoptLate, paymentAt } from './payments.late.ts';
import { promise, promisePayment } from './payments.outbox.ts';
import {
  LATER,
  readMoney,
  readPayment,
  type ChargeRow,
  type Money,
  type PaymentRow,
} from './payments.rows.ts';
import { PaymentError, type Charge, type PaymentState, type PaymentStrategy } from './strategies/strategy.ts';

/** What the company's event named beside the payment. */
export interface Told {
  reference?: string | null;
  /** It said that a refund, which it had taken, came to nothing. */
  refundFailed?: boolean;
  /** Whose event it was; left out: the payment's own account is asked. */
  accountId?: string | undefined;
}

const POSTPONE = statement(`
  UPDATE payments SET checks = checks + 1, check_at = ${LATER}
  WHERE tenant_id = $1 AND id = $2 AND (state = 'pending' OR check_at IS NOT NULL)`);

/** How often a payment is asked about whose company has not told its fee: less than a day in all. */
const FEE_CHECKS = 10;

// Where the company tells its fee later than the charge, that is news, too.
const CHARGE = statement<{ id: string }>(`
  INSERT INTO payment_charges (tenant_id, payment_id, reference, amount, currency, fee, paid_at)
  SELECT $1::uuid, $2::uuid, $3::text, $4::bigint, $5::text, $6::bigint, $7::timestamptz
  WHERE NOT EXISTS (SELECT FROM payment_charges c
    JOIN payments p ON p.tenant_id = c.tenant_id AND p.id = c.payment_id
    WHERE c.tenant_id = $1::uuid AND c.reference = $3::text AND p.id <> $2::uuid
      AND p.account_id = (SELECT account_id FROM payments WHERE tenant_id = $1::uuid AND id = $2::uuid))
  ON CONFLICT (tenant_id, payment_id, reference) DO UPDATE SET fee = excluded.fee
    WHERE payment_charges.fee IS NULL AND excluded.fee IS NOT NULL
  RETURNING id`);

const TURN = statement(`
  UPDATE payments SET state = $3::payment_state, failure = $4, reference = coalesce(reference, $5),
    completed_at = CASE WHEN $3 = 'completed' THEN coalesce(completed_at, statement_timestamp()) END,
    checks = checks + 1, 
    check_at = CASE WHEN $3 = 'pending' OR ($6 AND checks < ${FEE_CHECKS}) THEN ${LATER} END
  WHERE tenant_id = $1 AND id = $2`);

const FOREIGN_REFUND = statement(`
  INSERT INTO refunds (tenant_id, charge_id, amount, reason, state, completed_at)
  VALUES ($1, $2, $3, 'company', 'completed', statement_timestamp())`);

const ARRIVED = statement<{ id: string }>(`
  UPDATE refunds SET state = 'completed', completed_at = statement_timestamp(), check_at = NULL
  WHERE tenant_id = $1 AND charge_id = $2 AND state = 'pending' RETURNING id`);

const CAME_BACK = statement<{ id: string }>(`
  UPDATE refunds SET state = 'failed', failure = 'company', check_at = NULL
  WHERE tenant_id = $1 AND id = (
    SELECT id FROM refunds WHERE tenant_id = $1 AND charge_id = $2 AND state IN ('pending', 'completed')
    ORDER BY id DESC LIMIT 1) RETURNING id`);

/** Asks the company; a page that nobody owes anything on is closed, and what is approved is taken while it is owed. */
async function ask(
  strategy: PaymentStrategy,
  payment: PaymentRow,
  reference: string,
  isOwed: boolean,
): Promise<PaymentState> {
  const key = { paymentId: payment.askedAs, reference };
  if (payment.state === 'pending' && !isOwed) return strategy.cancelCheckout(key);
  const state = await strategy.getPayment(key);
  return state.status === 'approved' && isOwed ? strategy.completePayment(key) : state;
}

/** What the company has given back by now, compared with what we know of. @returns whether anything is new */
async function compareRefunds(ctx: SqlCtx, said: Charge, known: ChargeRow, told: Told): Promise<boolean> {
  const { sql, tenant } = ctx;
  if (told.refundFailed && said.refunded < known.refunded)
    return (await sql(CAME_BACK, [tenant.id, known.id])).length > 0;
  const foreign = said.refunded - known.refunded;
  if (foreign > 0) {
    await sql(FOREIGN_REFUND, [tenant.id, known.id, foreign]);
    return true;
  }
  if (said.refunded > known.completed && said.refunded === known.refunded)
    return (await sql(ARRIVED, [tenant.id, known.id])).length > 0;
  return false;
}

function outcomeOf(payment: PaymentRow, { booking, charges }: Money, { status }: PaymentState) {
  const own = charges.filter(({ paymentId }) => paymentId === payment.id);
  if (payment.state === 'completed' || own.some((charge) => fits(charge, booking)))
    return { state: 'completed', failure: null } as const;
  if (own.length > 0) return { state: 'failed', failure: 'mismatch' } as const;
  if (status === 'closed') return { state: 'failed', failure: 'closed' } as const;
  return { state: payment.state, failure: status === 'declined' ? 'declined' : payment.failure } as const;
}

async function record(
  ctx: SqlCtx,
  { id, bookingId }: PaymentRow,
  reference: string,
  said: PaymentState,
  told: Told,
): Promise<void> {
  const { sql, tenant } = ctx;
  lock(ctx, [bookingId]);
  const payment = await readPayment(ctx, id);
  if (!payment) return;
  let isNew = false;
  for (const charge of said.charges) {
    const { amount, currency, fee, paidAt } = charge;
    const values = [tenant.id, id, charge.reference, amount, currency, fee, paidAt];
    isNew = (await sql(CHARGE, values)).length > 0 || isNew;
  }
  const money = await readMoney(ctx, bookingId);
  if (!money) return;
  for (const charge of said.charges) {
    const known = money.charges.find((row) => row.paymentId === id && row.reference === charge.reference);
    if (known) isNew = (await compareRefunds(ctx, charge, known, told)) || isNew;
  }
  const { state, failure } = outcomeOf(payment, money, said);
  const lacksFee = said.charges.some(({ fee }) => fee === null);
  await sql(TURN, [tenant.id, id, state, failure, reference, lacksFee]);
  if (state !== payment.state && state !== 'pending')
    await promisePayment(ctx, `payment.${state}`, payment, money.booking);
  if (isNew || state !== payment.state) await promise(ctx, 'money.changed', { bookingId });
}

const ABANDON = statement(`
  UPDATE payments SET state = 'failed', failure = 'abandoned', check_at = NULL
  WHERE tenant_id = $1 AND id = $2 AND state = 'pending' AND reference IS NULL
    AND created_at < statement_timestamp() - interval '10 minutes'
    AND (opening_until IS NULL OR opening_until < statement_timestamp())`);

/** An event of a company at which nothing is known of the payment: it has gone on to another, or to the venue. */
function findLate(ctx: Ctx, paymentId: string, { accountId, reference }: Told) {
  if (!accountId || !reference) return undefined;
  return inPrepared(ctx, async (ctx) => {
    const asked = await readPayment(ctx, paymentId);
    return asked && (await paymentAt(ctx, asked, accountId)) === null
      ? { asked, accountId, reference }
      : undefined;
  });
}

/**
 * Learns from the company what has become of a payment, and writes it down. An event is only cause to ask: whatever came in which
 * order, and however often, the answer is the company's state now.
 */
export async function checkPayment(
  ctx: Ctx,
  deps: AccountDeps,
  paymentId: string,
  told: Told = {},
): Promise<void> {
  const late = await findLate(ctx, paymentId, told);
  if (late) {
    const { accountId, reference } = late;
    const id = await adoptLate(ctx, deps, late.asked, { accountId, reference });
    return id === undefined ? undefined : checkPayment(ctx, deps, id, { ...told, accountId: undefined });
  }
  const found = await inPrepared(ctx, async (ctx) => {
    const asked = await readPayment(ctx, paymentId);
    const payment = asked && (await paymentAt(ctx, asked, told.accountId));
    if (!payment?.accountId) {
      // A page that was never opened: nobody has its address.
      if (payment?.provider === null) await ctx.sql(ABANDON, [ctx.tenant.id, paymentId]);
      return undefined;
    }
    const [account, money] = [
      await accountOf(ctx, payment.accountId),
      await readMoney(ctx, payment.bookingId),
    ];
    return account && money && { payment, account, money };
  });
  if (!found) return;
  const { payment, account, money } = found;
  const reference = payment.reference ?? told.reference;
  if (!reference) {
    await inPrepared(ctx, (ctx) => ctx.sql(ABANDON, [ctx.tenant.id, paymentId]));
    return;
  }
  try {
    const strategy = await strategyOf(ctx, deps, account);
    const said = await ask(strategy, payment, reference, isPayable(money, payment));
    await inPrepared(ctx, (ctx) => record(ctx, payment, reference, said, told));
  } catch (error) {
    if (!(error instanceof PaymentError)) throw error;
    ctx.log.warn({ err: error, paymentId }, 'a company does not say what became of a payment');
    await inPrepared(ctx, (ctx) => ctx.sql(POSTPONE, [ctx.tenant.id, paymentId]));
    // Whoever was told by the company asks again soon.
    if (error.kind === 'unavailable' && told.reference !== undefined) throw error;
  }
}
