import { FORGED } from './forger.ts';
import type { Check, World } from './world.ts';

interface Owing {
  paymentId: string;
  bookingId: string;
  state: string;
  total: number;
  fee: number;
  deposit: number;
}

const OWING = `
  SELECT p.id AS "paymentId", b.id AS "bookingId",
    CASE WHEN b.state = 'held' AND b.expires_at <= now() THEN 'expired' ELSE b.state::text END AS state,
    b.total_amount::float8 AS total, coalesce(b.fee, 0)::float8 AS fee, b.deposit::float8 AS deposit
  FROM payments p JOIN bookings b ON b.tenant_id = p.tenant_id AND b.id = p.booking_id`;

/** What a booking in its state may keep of what was paid. Minor units. */
function keptOf({ state, total, fee }: Owing): number {
  if (state === 'declined' || state === 'expired') return 0;
  return state === 'cancelled' || state === 'no_show' ? Math.min(fee, total) : total;
}

/** By what the company itself remembers. */
function chargesOf({ company }: World) {
  return company.checkouts().flatMap(({ id, paymentId, amount, charge, refunds }) => {
    const back = refunds.reduce((sum, refund) => sum + refund.amount, 0);
    return charge ? [{ reference: `${id}/${charge.id}`, paymentId, amount, back }] : [];
  });
}

/** What the company took is what the booking costs, or was given back; and nobody was charged twice for one payment. */
export const chargesAreBookingsOrRefunds: Check = async (world) => {
  const charges = chargesOf(world);
  const owing = new Map(
    (await world.rows<Owing & Record<string, unknown>>(OWING)).map((row) => [row.paymentId, row]),
  );
  const broken: string[] = [];
  const bookings = new Map<string, { row: Owing; paid: number; back: number }>();
  const seen = new Set<string>();
  for (const { paymentId, amount, back, reference } of charges) {
    const row = owing.get(paymentId);
    if (!row) {
      broken.push(`${reference}: charged ${amount} for a payment that nobody knows`);
      continue;
    }
    if (seen.has(paymentId) && back < amount) broken.push(`${paymentId}: was charged twice`);
    seen.add(paymentId);
    const sum = bookings.get(row.bookingId) ?? { row, paid: 0, back: 0 };
    bookings.set(row.bookingId, { row, paid: sum.paid + amount, back: sum.back + back });
  }
  for (const [id, { row, paid, back }] of bookings) {
    const kept = paid - back;
    const right = Math.min(paid, keptOf(row));
    if (kept !== right)
      broken.push(`${id}: is ${row.state}, ${paid} paid, ${back} back; ${right} should be kept`);
    if (row.state === 'held' && kept >= (row.deposit || row.total))
      broken.push(`${id}: is paid and only held`);
  }
  return { looked: charges.length, broken };
};

/** What we have written down of charges and refunds is what the company did. */
export const booksAgreeWithCompany: Check = async (world) => {
  const theirs = new Map(chargesOf(world).map((charge) => [charge.reference, charge]));
  const ours = await world.rows<{ reference: string; amount: number; back: number }>(`
    SELECT c.reference, c.amount::float8 AS amount,
      coalesce(sum(r.amount) FILTER (WHERE r.state = 'completed'), 0)::float8 AS back
    FROM payment_charges c LEFT JOIN refunds r ON r.tenant_id = c.tenant_id AND r.charge_id = c.id
    GROUP BY c.tenant_id, c.id, c.reference, c.amount`);
  const broken: string[] = [];
  for (const { reference, amount, back } of ours) {
    const their = theirs.get(reference);
    theirs.delete(reference);
    if (their?.amount !== amount || their.back !== back)
      broken.push(
        `${reference}: we say ${amount} and ${back} back, they ${their ? `${their.amount} and ${their.back}` : 'nothing'}`,
      );
  }
  for (const { reference, amount } of theirs.values())
    broken.push(`${reference}: they took ${amount}, we do not know`);
  return { looked: ours.length, broken };
};

export const ledgerIsBalanced: Check = async (world) => {
  const { rows } = world;
  const found = await rows<{ what: string }>(`
    WITH entries AS (
      SELECT t.id, t.key, t.booking_id, a.kind::text AS account, e.amount, e.currency FROM ledger_transactions t
      JOIN ledger_entries e ON e.tenant_id = t.tenant_id AND e.transaction_id = t.id
      JOIN ledger_accounts a ON a.tenant_id = e.tenant_id AND a.id = e.account_id
    )
    SELECT key || ' sums to ' || sum(amount) || ' ' || currency AS what FROM entries GROUP BY id, key, currency HAVING sum(amount) <> 0
    UNION ALL
    SELECT 'all of it sums to ' || sum(amount) || ' ' || currency FROM entries GROUP BY currency HAVING sum(amount) <> 0
    UNION ALL
    SELECT b.id || ': is ' || b.state || ', and ' || -sum(e.amount) || ' of it is nobody''s'
    FROM entries e JOIN bookings b ON b.id = e.booking_id
    WHERE e.account = 'prepayments' AND b.state IN ('cancelled', 'expired', 'declined', 'no_show', 'completed')
    GROUP BY b.id, b.state HAVING sum(e.amount) <> 0`);
  const broken = found.map(({ what }) => what);
  const [clearing] = await rows<{ sum: number }>(`
    SELECT coalesce(sum(e.amount), 0)::float8 AS sum FROM ledger_entries e
    JOIN ledger_accounts a ON a.tenant_id = e.tenant_id AND a.id = e.account_id WHERE a.kind = 'company_clearing'`);
  const has = chargesOf(world).reduce((sum, { amount, back }) => sum + amount - back, 0);
  if (clearing?.sum !== has)
    broken.push(`the company has ${has} of ours, the ledger says ${String(clearing?.sum)}`);
  const [transactions] = await rows<{ count: string }>('SELECT count(*) FROM ledger_transactions');
  return { looked: Number(transactions?.count), broken };
};

/** Only what the company has sent was taken for its word. */
export const noForgedEvent: Check = async ({ rows, company, journal }) => {
  const stored = await rows<{ id: string }>('SELECT event_id AS id FROM payment_events');
  const forged = stored
    .filter(({ id }) => !company.events.has(id))
    .map(({ id }) => `${id} was taken for true`);
  const taken = Object.entries(journal.forged).filter(([status]) => status.startsWith('2'));
  return {
    looked: stored.length,
    broken: [
      ...forged,
      ...taken.map(([status, times]) => `${times} of ${FORGED}... were answered ${status}`),
    ],
  };
};
