import { inPrepared, inTransaction, type Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { pageOf } from '../../lib/pagination.ts';
import { seenMoney } from './ledger.access.ts';
import type { Balance, Transaction, TransactionsQuery } from './ledger.contract.ts';

type BalanceRow = Omit<Balance, 'commission'> & { marketplace: number; direct: number; returning: number };

const BALANCES = statement<BalanceRow>(`
  SELECT t.business_id AS "businessId", s.name AS "businessName", e.currency::text AS currency,
    -coalesce(sum(e.amount) FILTER (WHERE a.kind = 'business'), 0)::float8 AS earned,
    coalesce(sum(e.amount) FILTER (WHERE a.kind = 'venue_cash'), 0)::float8 AS "venueCash",
    -coalesce(sum(e.amount) FILTER (WHERE a.kind = 'prepayments'), 0)::float8 AS prepayments,
    coalesce(sum(e.amount) FILTER (WHERE a.kind = 'company_fees'), 0)::float8 AS "companyFees",
    -coalesce(sum(e.amount) FILTER (WHERE a.kind = 'commission' AND t.acquisition = 'marketplace'), 0)::float8 AS marketplace,
    -coalesce(sum(e.amount) FILTER (WHERE a.kind = 'commission' AND t.acquisition = 'direct'), 0)::float8 AS direct,
    -coalesce(sum(e.amount) FILTER (WHERE a.kind = 'commission' AND t.acquisition = 'returning'), 0)::float8 AS returning
  FROM ledger_transactions t
    JOIN ledger_entries e ON e.tenant_id = t.tenant_id AND e.transaction_id = t.id
    JOIN ledger_accounts a ON a.tenant_id = e.tenant_id AND a.id = e.account_id
    JOIN businesses s ON s.tenant_id = t.tenant_id AND s.id = t.business_id
  WHERE t.tenant_id = $1 AND ($2::uuid[] IS NULL OR t.business_id = ANY($2::uuid[]))
  GROUP BY t.business_id, s.name, e.currency ORDER BY s.name, t.business_id, currency LIMIT 1000`);

/** Where businesses stand; no row for one that has had no money. @throws FORBIDDEN, NOT_FOUND */
export async function readBalances(
  ctx: Ctx,
  { businessId }: { businessId?: string | undefined },
): Promise<Balance[]> {
  const seen = seenMoney(ctx, businessId);
  const rows = await inPrepared(ctx, (ctx) => ctx.sql(BALANCES, [ctx.tenant.id, seen]));
  const plain = (amount: number) => (amount === 0 ? 0 : amount);
  return rows.map(({ marketplace, direct, returning, ...row }) => ({
    ...row,
    earned: plain(row.earned),
    prepayments: plain(row.prepayments),
    commission: { marketplace: plain(marketplace), direct: plain(direct), returning: plain(returning) },
  }));
}

/** What was written, the newest first. @throws FORBIDDEN, NOT_FOUND, BAD_CURSOR */
export async function listTransactions(
  ctx: Ctx,
  { businessId, bookingId, kind, from, to, ...request }: TransactionsQuery,
): Promise<{ data: Transaction[]; nextCursor: string | null }> {
  const page = pageOf(request, { field: 'createdAt', direction: 'desc', kind: 'instant' });
  const seen = seenMoney(ctx, businessId);
  return inTransaction(ctx, async ({ db, tenant }) => {
    const rows = await db.ledgerTransaction.findMany({
      where: {
        tenantId: tenant.id,
        ...(seen && { businessId: { in: seen } }),
        ...(bookingId === undefined ? {} : { bookingId }),
        ...(kind && { kind }),
        ...((from ?? to) && { createdAt: { ...(from && { gte: from }), ...(to && { lt: to }) } }),
        AND: [page.where],
      },
      orderBy: page.orderBy,
      take: page.take,
      include: { ledgerEntries: { orderBy: { id: 'asc' }, include: { account: true } } },
    });
    const { data, nextCursor } = page.finish(rows, ({ createdAt }) => createdAt);
    return {
      data: data.map(({ ledgerEntries, createdAt, ...row }) => ({
        id: row.id,
        kind: row.kind,
        businessId: row.businessId,
        bookingId: row.bookingId,
        acquisition: row.acquisition,
        commissionBasisPoints: row.commissionBasisPoints,
        createdAt: createdAt.toISOString(),
        entries: ledgerEntries.map(({ account, amount, currency }) => ({
          account: account.kind,
          provider: account.provider,
          amount: Number(amount),
          currency,
        })),
      })),
      nextCursor,
    };
  });
}
