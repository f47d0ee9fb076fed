import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Deps } from '../../deps.ts';
import type { Env } from '../../env.ts';
import { statement } from '../../lib/database.ts';
import { deriveKey, sameText, sign } from '../../lib/secrets.ts';
import type { SandboxCredentials } from './strategies/credentials.ts';
import { sandboxPlugin } from './strategies/sandbox.server.ts';
import type { SandboxCheckout, SandboxStore } from './strategies/sandbox.store.ts';

/** Where the sandbox company is, below the address of the installation. */
export const SANDBOX_PREFIX = '/sandbox';

/** The installation's address as its own processes reach it: the public one may lead over a proxy that they cannot see. */
export function innerUrl({ HOST, PORT }: Pick<Env, 'HOST' | 'PORT'>): string {
  const host = ['localhost', '0.0.0.0', '::'].includes(HOST) ? '127.0.0.1' : HOST;
  return `http://${host.includes(':') ? `[${host}]` : host}:${PORT}`;
}

const keyOf = (secret: string, purpose: string, tenantId: string) =>
  sign(deriveKey(secret, `sandbox ${purpose}`), tenantId);
const apiKeyOf = (secret: string, tenantId: string) => `${tenantId}.${keyOf(secret, 'key', tenantId)}`;

/** A tenant's account at the sandbox company: derived, since both sides are this installation. */
export function sandboxCredentialsOf(env: Env, tenantId: string): SandboxCredentials {
  return {
    provider: 'sandbox',
    apiKey: apiKeyOf(env.APP_SECRET, tenantId),
    webhookSecret: keyOf(env.APP_SECRET, 'webhook', tenantId),
    baseUrl: `${innerUrl(env)}${SANDBOX_PREFIX}`,
  };
}

const ADD = statement(`
  INSERT INTO sandbox_checkouts (tenant_id, id, payment_id, state, due_at) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT DO NOTHING`);
const OF_PAYMENT = statement<{ state: unknown }>(
  'SELECT state FROM sandbox_checkouts WHERE tenant_id = $1 AND payment_id = $2',
);
const FIND = statement<{ state: unknown }>(
  'SELECT state FROM sandbox_checkouts WHERE tenant_id = $1 AND id = $2',
);
const LOCK = statement<{ state: unknown }>(
  'SELECT state FROM sandbox_checkouts WHERE tenant_id = $1 AND id = $2 FOR UPDATE',
);
const CHANGE = statement(
  'UPDATE sandbox_checkouts SET state = $3, due_at = $4 WHERE tenant_id = $1 AND id = $2',
);
const DUE = statement<{ id: string }>('SELECT id FROM sandbox_due($1)');

/** JSON has no instants. */
function revive(state: unknown): SandboxCheckout {
  const kept = state as SandboxCheckout;
  return {
    ...kept,
    createdAt: new Date(kept.createdAt),
    expiresAt: new Date(kept.expiresAt),
    settlesAt: kept.settlesAt && new Date(kept.settlesAt),
    charge: kept.charge && { ...kept.charge, paidAt: new Date(kept.charge.paidAt) },
    notices: kept.notices.map((notice) => ({ ...notice, dueAt: new Date(notice.dueAt) })),
  };
}

function dueAt({ status, expiresAt, settlesAt, notices }: SandboxCheckout): Date | null {
  const isOpen = status === 'open' || status === 'declined';
  const times = [isOpen ? expiresAt : null, settlesAt, ...notices.map((notice) => notice.dueAt)];
  const next = Math.min(...times.flatMap((time) => (time ? [time.getTime()] : [])));
  return Number.isFinite(next) ? new Date(next) : null;
}

const TENANT = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=\.)/;

/** State that outlives the process, and that several of them share. A checkout's id begins with its tenant's. */
export function sandboxStore({ database }: Pick<Deps, 'database'>): SandboxStore {
  const within = <T>(tenantId: string | null, work: Parameters<typeof database.prepared<T>>[1]) =>
    database.prepared<T>({ tenantId, actorId: null }, work);
  const tenantIn = (id: string) => TENANT.exec(id)?.[0];

  return {
    add: (checkout) =>
      within(checkout.account, async (sql) => {
        const { account, id, paymentId } = checkout;
        await sql(ADD, [account, id, paymentId, JSON.stringify(checkout), dueAt(checkout)]);
        const [row] = await sql(OF_PAYMENT, [account, paymentId]);
        return row ? revive(row.state) : checkout;
      }),
    async find(id) {
      const tenantId = tenantIn(id);
      if (!tenantId) return undefined;
      const [row] = await within(tenantId, (sql) => sql(FIND, [tenantId, id]));
      return row && revive(row.state);
    },
    async change(id, change) {
      const tenantId = tenantIn(id);
      if (!tenantId) return undefined;
      return within(tenantId, async (sql) => {
        const [row] = await sql(LOCK, [tenantId, id]);
        if (!row) return undefined;
        const changed = change(revive(row.state));
        await sql(CHANGE, [tenantId, id, JSON.stringify(changed), dueAt(changed)]);
        return changed;
      });
    },
    due: async (now) => (await within(null, (sql) => sql(DUE, [now]))).map(({ id }) => id),
  };
}

/**
 * The sandbox company, on a server of its own: its pages take plain forms, which know nothing of our sessions. It listens
 * nowhere: `serveSandbox` hands it what comes for it.
 * @param every milliseconds between two looks at what is due
 */
export async function openSandbox(deps: Deps, every = 1_000): Promise<FastifyInstance> {
  const { env, clock, log } = deps;
  const secret = env.APP_SECRET;
  const loggerInstance: FastifyBaseLogger = log;
  const sandbox: FastifyInstance = Fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 64 * 1024,
  });
  await sandbox.register(sandboxPlugin, {
    prefix: SANDBOX_PREFIX,
    store: sandboxStore(deps),
    clock,
    baseUrl: `${env.PUBLIC_URL}${SANDBOX_PREFIX}`,
    accountOf: async (key) => {
      const tenantId = TENANT.exec(key)?.[0];
      return tenantId && sameText(key, apiKeyOf(secret, tenantId)) ? tenantId : undefined;
    },
    webhookSecretOf: async (tenantId) => keyOf(secret, 'webhook', tenantId),
    every,
  });
  await sandbox.ready();
  return sandbox;
}

/** Lets the sandbox answer what is asked below its prefix at another server's port. */
export function serveSandbox({ server }: Pick<FastifyInstance, 'server'>, sandbox: FastifyInstance): void {
  const handlers = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (request.url?.startsWith(`${SANDBOX_PREFIX}/`)) sandbox.routing(request, response);
    else for (const handle of handlers) handle.call(server, request, response);
  });
}
