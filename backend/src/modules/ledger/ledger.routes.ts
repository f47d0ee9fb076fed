import * as z from 'zod/mini';
import type { App } from '../../app.ts';
import { list200, reply200 } from '../../plugins/envelope.ts';
import { balance, balancesQuery, transaction, transactionsQuery } from './ledger.contract.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import { moneySummary, summaryQuery } from './ledger.summary.contract.ts';
import { summarizeMoney } from './ledger.summary.ts';
import { listTransactions, readBalances } from './ledger.service.ts';

/** What the ledger says, for admins, and for owners of their business. */
export async function ledgerRoutes(app: App): Promise<void> {
  const config = { access: 'money:read', scope: 'any' } as const;
  const tags = ['Ledger'];

  app.get(
    '/ledger/balances',
    {
      config,
      schema: {
        tags,
        operationId: 'readBalances',
        summary: 'Where businesses stand, with commission by where customers came from',
        querystring: balancesQuery,
        response: reply200(z.array(balance)),
      },
    },
    async (request) => ({ data: await readBalances(request.ctx, request.query) }),
  );

  app.get(
    '/ledger/summary',
    {
      config,
      schema: {
        tags,
        operationId: 'summarizeMoney',
        summary: 'What was earned, kept, paid and given back in a period, by day and by provider',
        querystring: summaryQuery,
        response: reply200(moneySummary),
      },
    },
    async ({ ctx, query }) => ({
      data: await summarizeMoney(ctx, verticalOf(app.deps.verticals, ctx.tenant), query),
    }),
  );

  app.get(
    '/ledger/transactions',
    {
      config,
      schema: {
        tags,
        operationId: 'listLedgerTransactions',
        summary: 'What was written into the ledger, the newest first',
        querystring: transactionsQuery,
        response: list200(transaction),
      },
    },
    (request) => listTransactions(request.ctx, request.query),
  );
}
