import Fastify from 'fastify';
import { sandboxPlugin } from '../../backend/src/modules/payments/strategies/sandbox.server.ts';
import {
  memoryStore,
  type SandboxCheckout,
  type SandboxStore,
} from '../../backend/src/modules/payments/strategies/sandbox.store.ts';
import type { SandboxCredentials } from '../../backend/src/modules/payments/strategies/credentials.ts';
import { freePort } from '../lib/ports.ts';
import type { Random } from './random.ts';

/** How a payment company misbehaves. It goes wrong about one thing twice at most, so that a run comes to its end. */
export interface Faults {
  /** How likely it does what it is asked and loses its answer. */
  lose: number;
  /** How likely it answers 503 and does nothing. */
  down: number;
  /** The first answer to every refund is lost. */
  loseRefunds: boolean;
  /** A proxy before it replaces the key of every refund by another: it cannot know a repetition. */
  randomKeys: boolean;
}

export const NO_FAULTS: Faults = { lose: 0, down: 0, loseRefunds: false, randomKeys: false };
export const FEW_FAULTS: Faults = { lose: 0.2, down: 0.1, loseRefunds: false, randomKeys: false };

/** The sandbox company in the process of the test, whose memory outlives whatever is killed. */
export interface Company {
  credentials: SandboxCredentials;
  /** Every page that was ever opened, as it is now. */
  checkouts: () => SandboxCheckout[];
  /** Ids of all events that it has told of. */
  events: ReadonlySet<string>;
  /** Answers that it lost after the change. */
  lost: () => number;
  /** From now on it does what it is asked. */
  behave: () => void;
  close: () => Promise<void>;
}

const MOST_FAULTS = 2;

/** What a request is about: checkouts are all made at one address. */
const aboutOf = ({ url, body }: { url: string; body: unknown }) =>
  `${url} ${(body as { paymentId?: string } | null)?.paymentId ?? ''}`;

/** Remembers what passes through a store. */
function watched(): { store: SandboxStore; checkouts: Map<string, SandboxCheckout>; events: Set<string> } {
  const memory = memoryStore();
  const checkouts = new Map<string, SandboxCheckout>();
  const events = new Set<string>();
  const note = (checkout: SandboxCheckout) => {
    checkouts.set(checkout.id, checkout);
    for (const { id } of checkout.notices) events.add(id);
    return checkout;
  };
  const store: SandboxStore = {
    ...memory,
    add: async (checkout) => note(await memory.add(checkout)),
    change: (id, change) => memory.change(id, (known) => note(change(known))),
  };
  return { store, checkouts, events };
}

export async function startCompany(random: Random, faults: Faults): Promise<Company> {
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  const credentials: SandboxCredentials = {
    provider: 'sandbox',
    apiKey: 'key-of-the-tortured-shop',
    webhookSecret: 'secret-of-the-tortured-shop',
    baseUrl,
  };
  const { store, checkouts, events } = watched();
  const wrong = new Map<string, number>();
  let misbehaves = true;
  let lost = 0;
  let keys = 0;
  const mayFail = (about: string) => {
    const before = wrong.get(about) ?? 0;
    if (!misbehaves || before >= MOST_FAULTS) return false;
    wrong.set(about, before + 1);
    return true;
  };

  const app = Fastify({ logger: false, forceCloseConnections: true });
  app.addHook('preHandler', async (request, reply) => {
    const { method, url, body } = request;
    if (method !== 'POST') return;
    if (random.chance(faults.down) && mayFail(aboutOf(request))) {
      await reply.status(503).type('text/plain').send('down');
      return;
    }
    if (faults.randomKeys && url.endsWith('/refunds')) {
      keys += 1;
      Object.assign(body as object, { refundId: `another-${keys}` });
    }
  });
  app.addHook('onSend', async (request, reply, payload) => {
    const { method, url } = request;
    if (method !== 'POST' || reply.statusCode >= 400) return payload;
    const about = aboutOf(request);
    const isFirstRefund = faults.loseRefunds && url.endsWith('/refunds') && !wrong.has(about);
    if ((isFirstRefund || random.chance(faults.lose)) && mayFail(about)) {
      lost += 1;
      reply.raw.socket?.destroy();
    }
    return payload;
  });
  await app.register(sandboxPlugin, {
    store,
    clock: () => new Date(),
    baseUrl,
    accountOf: async (key: string) => (key === credentials.apiKey ? 'tortured' : undefined),
    webhookSecretOf: async () => credentials.webhookSecret,
    every: 100,
  });
  await app.listen({ host: '127.0.0.1', port });
  return {
    credentials,
    checkouts: () => [...checkouts.values()],
    events,
    lost: () => lost,
    behave: () => {
      misbehaves = false;
    },
    close: () => app.close(),
  };
}
