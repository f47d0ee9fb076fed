import { deliverDue } from '../../../src/modules/payments/strategies/sandbox.notices.ts';
import { sandboxPlugin } from '../../../src/modules/payments/strategies/sandbox.server.ts';
import { memoryStore, type SandboxCheckout } from '../../../src/modules/payments/strategies/sandbox.store.ts';
import { freePort } from '../../../../scripts/lib/ports.ts';
import { Refused, REPEATED, startServer, type Company } from './company.ts';

export interface SandboxAccount {
  apiKey: string;
  webhookSecret: string;
  clock: () => Date;
}

/** The product's own sandbox company, behind the same faults as the others. */
export async function startSandbox({ apiKey, webhookSecret, clock }: SandboxAccount): Promise<Company> {
  const { app, faults, listen } = startServer();
  const memory = memoryStore();
  const latest = new Map<string, SandboxCheckout>();
  const sent: { id: string; body: string }[] = [];
  const store = {
    ...memory,
    add: async (checkout: SandboxCheckout) => {
      const kept = await memory.add(checkout);
      latest.set(kept.id, kept);
      return kept;
    },
    change: async (id: string, step: (checkout: SandboxCheckout) => SandboxCheckout) => {
      const changed = await memory.change(id, step);
      if (changed) latest.set(id, changed);
      for (const { id: event, body } of changed?.notices ?? []) {
        if (!sent.some((known) => known.body === body)) sent.push({ id: `${id} ${event}`, body });
      }
      return changed;
    },
  };
  const port = await freePort();
  const options = {
    store,
    clock,
    baseUrl: `http://127.0.0.1:${port}`,
    accountOf: async (key: string) => (key === apiKey ? 'fade' : undefined),
    webhookSecretOf: async () => webhookSecret,
    every: 20,
  };
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
    done(null, JSON.parse(body.toString()) as unknown),
  );
  app.addHook('preHandler', async ({ body }) => {
    const { currency } = (body ?? {}) as { currency?: string };
    if (currency && faults.refusedCurrencies.has(currency))
      throw new Refused(422, { error: { code: 'currency' } });
  });
  await app.register(sandboxPlugin, options);
  const url = await listen(port);

  return {
    url,
    faults,
    clock,
    redeliver: async () => {
      for (const { id, body } of sent.slice(-REPEATED)) {
        const [checkout = '', event = ''] = id.split(' ');
        await memory.change(checkout, (known) => ({
          ...known,
          notices: [...known.notices, { id: event, body, attempts: 0, dueAt: clock() }],
        }));
      }
      await deliverDue(options, app.log);
    },
    tick: () => deliverDue(options, app.log),
    books: (paymentId) => {
      const ours = [...latest.values()].filter(
        (checkout) => checkout.paymentId === paymentId && checkout.charge,
      );
      return {
        charges: ours.length,
        shares: [],
        taken: ours.map(({ amount, currency }) => `${amount} ${currency}`),
        givenBack: ours.flatMap(({ refunds, currency }) =>
          refunds.map(({ amount }) => `${amount} ${currency}`),
        ),
      };
    },
    close: () => app.close(),
  };
}
