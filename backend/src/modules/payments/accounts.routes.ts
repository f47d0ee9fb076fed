import * as z from 'zod/mini';
import type { App } from '../../app.ts';
import { reply200, reply201 } from '../../plugins/envelope.ts';
import { withIdempotency } from '../../plugins/idempotency.ts';
import { account, accountChange, accountParams, newAccount } from './accounts.contract.ts';
import { changeAccount, createAccount, listAccounts } from './payments.accounts.manage.ts';

/** The tenant's accounts at payment companies, for its admins. */
export async function accountRoutes(app: App): Promise<void> {
  const { deps } = app;
  const tags = ['Payments'];

  app.get(
    '/payment-accounts',
    {
      config: { access: 'tenant:manage' },
      schema: {
        tags,
        operationId: 'listPaymentAccounts',
        summary: 'The accounts at payment companies, without their keys',
        response: reply200(z.array(account)),
      },
    },
    async (request) => ({ data: await listAccounts(request.ctx, deps) }),
  );

  app.post(
    '/payment-accounts',
    {
      config: { access: 'tenant:manage', idempotent: true },
      schema: {
        tags,
        operationId: 'createPaymentAccount',
        summary: 'Add an account at a payment company',
        body: newAccount,
        response: reply201(account),
      },
    },
    (request, reply) =>
      withIdempotency(request, reply, async (ctx) => ({
        status: 201,
        body: { data: await createAccount(ctx, deps, request.body) },
      })),
  );

  app.patch(
    '/payment-accounts/:id',
    {
      config: { access: 'tenant:manage' },
      schema: {
        tags,
        operationId: 'changePaymentAccount',
        summary: 'Change keys, place or use of an account',
        params: accountParams,
        body: accountChange,
        response: reply200(account),
      },
    },
    async (request) => ({ data: await changeAccount(request.ctx, deps, request.params.id, request.body) }),
  );
}
