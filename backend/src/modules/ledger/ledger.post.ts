import { randomUUIDv7 } from 'node:crypto';
import type { SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import type { Acquisition } from '../bookings/bookings.standing.ts';

type Provider = 'mercadopago' | 'stripe' | 'paypal' | 'sandbox';

/** An account of the tenant's ledger, by what it is for. */
export type LedgerAccount =
  | { kind: 'company_clearing' | 'company_fees'; provider: Provider }
  | { kind: 'commission' }
  | { kind: 'venue_cash' | 'prepayments' | 'business'; businessId: string };

export interface Entry {
  account: LedgerAccount;
  /** Minor units: above zero debit, below it credit. */
  amount: number;
  currency: string;
}

export interface LedgerTransaction {
  kind: 'charge' | 'fee' | 'refund' | 'settlement';
  /** It is written once, however often it is posted. */
  key: string;
  businessId: string;
  bookingId: string;
  /** Of settlements. */
  terms?: { acquisition: Acquisition; basisPoints: number };
  entries: readonly Entry[];
}

type Ledger = Pick<SqlCtx, 'sql' | 'tenant' | 'now'>;

const OPEN = statement(`
  INSERT INTO ledger_accounts (tenant_id, kind, business_id, provider)
  SELECT $1, a.kind::ledger_account_kind, a.business_id, a.provider::payment_provider
  FROM unnest($2::text[], $3::uuid[], $4::text[]) AS a (kind, business_id, provider)
  ORDER BY 2, 3, 4
  ON CONFLICT DO NOTHING`);

const FIND = statement<{ id: string }>(`
  SELECT l.id FROM unnest($2::text[], $3::uuid[], $4::text[]) WITH ORDINALITY AS a (kind, business_id, provider, position)
    JOIN ledger_accounts l ON l.tenant_id = $1 AND l.kind = a.kind::ledger_account_kind
      AND l.business_id IS NOT DISTINCT FROM a.business_id
      AND l.provider IS NOT DISTINCT FROM a.provider::payment_provider
  ORDER BY a.position`);

const POST = statement<{ id: string }>(`
  WITH made AS (
    INSERT INTO ledger_transactions
      (tenant_id, id, kind, key, business_id, booking_id, acquisition, commission_basis_points, created_at)
    VALUES ($1, $2, $3::ledger_transaction_kind, $4, $5, $6, $7, $8, $12)
    ON CONFLICT (tenant_id, key) DO NOTHING RETURNING id
  ), told AS (
    INSERT INTO outbox (tenant_id, kind, payload)
    SELECT $1, 'ledger.posted', jsonb_build_object('bookingId', $6::uuid) FROM made
  )
  INSERT INTO ledger_entries (tenant_id, transaction_id, account_id, amount, currency, created_at)
  SELECT $1, made.id, e.account_id, e.amount, e.currency, $12
  FROM made, unnest($9::uuid[], $10::bigint[], $11::text[]) AS e (account_id, amount, currency)
  RETURNING id`);

/**
 * Writes a transaction into the ledger, unless its key is there already.
 * @throws a check violation at the COMMIT if its entries do not sum to zero in each currency
 */
export async function post({ sql, tenant, now }: Ledger, transaction: LedgerTransaction): Promise<void> {
  const { kind, key, businessId, bookingId, terms } = transaction;
  const entries = transaction.entries.filter(({ amount }) => amount !== 0);
  if (entries.length === 0) return;
  const accounts = entries.map(({ account }) => account);
  const columns = [
    accounts.map(({ kind }) => kind),
    accounts.map((account) => ('businessId' in account ? account.businessId : null)),
    accounts.map((account) => ('provider' in account ? account.provider : null)),
  ];
  await sql(OPEN, [tenant.id, ...columns]);
  const found = await sql(FIND, [tenant.id, ...columns]);
  await sql(POST, [
    tenant.id,
    randomUUIDv7(),
    kind,
    key,
    businessId,
    bookingId,
    terms?.acquisition ?? null,
    terms?.basisPoints ?? null,
    found.map(({ id }) => id),
    entries.map(({ amount }) => amount),
    entries.map(({ currency }) => currency),
    now(),
  ]);
}

/** What has been written about a booking so far. */
export interface Posted {
  keys: ReadonlySet<string>;
  settlements: number;
  /** Of its settlements: what the first one decided, and where the accounts stand by all of them. Credits are below zero. */
  terms: { acquisition: Acquisition; basisPoints: number } | null;
  business: number;
  commission: number;
}

const POSTED = statement<{
  keys: string[];
  settlements: number;
  acquisition: Acquisition | null;
  basisPoints: number | null;
  business: number;
  commission: number;
}>(`
  SELECT coalesce(array_agg(t.key), '{}') AS keys,
    count(*) FILTER (WHERE t.kind = 'settlement')::int AS settlements,
    (array_agg(t.acquisition ORDER BY t.id) FILTER (WHERE t.kind = 'settlement'))[1] AS acquisition,
    (array_agg(t.commission_basis_points ORDER BY t.id) FILTER (WHERE t.kind = 'settlement'))[1] AS "basisPoints",
    coalesce(sum(e.business) FILTER (WHERE t.kind = 'settlement'), 0)::float8 AS business,
    coalesce(sum(e.commission) FILTER (WHERE t.kind = 'settlement'), 0)::float8 AS commission
  FROM ledger_transactions t CROSS JOIN LATERAL (
    SELECT sum(e.amount) FILTER (WHERE a.kind = 'business') AS business,
      sum(e.amount) FILTER (WHERE a.kind = 'commission') AS commission
    FROM ledger_entries e JOIN ledger_accounts a ON a.tenant_id = e.tenant_id AND a.id = e.account_id
    WHERE e.tenant_id = t.tenant_id AND e.transaction_id = t.id) AS e
  WHERE t.tenant_id = $1 AND t.booking_id = $2`);

/** What the ledger says of a booking. */
export async function postedOf(
  { sql, tenant }: Pick<Ledger, 'sql' | 'tenant'>,
  bookingId: string,
): Promise<Posted> {
  const [row] = await sql(POSTED, [tenant.id, bookingId]);
  const { acquisition = null, basisPoints = null } = row ?? {};
  return {
    keys: new Set(row?.keys),
    settlements: row?.settlements ?? 0,
    terms: acquisition === null || basisPoints === null ? null : { acquisition, basisPoints },
    business: row?.business ?? 0,
    commission: row?.commission ?? 0,
  };
}
