import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod/mini';
import { randomToken } from '../../../lib/secrets.ts';
import { deliverDue } from './sandbox.notices.ts';
import { PAGE_POLICY, pageOf } from './sandbox.page.ts';
import { act, close, pass, refund, SandboxRefusal, viewOf } from './sandbox.rules.ts';
import type { SandboxCheckout, SandboxStore } from './sandbox.store.ts';

export interface SandboxOptions {
  store: SandboxStore;
  clock: () => Date;
  /** Public address of this server with its prefix, without a slash at the end. */
  baseUrl: string;
  /** Whose key it is; undefined for nobody's. */
  accountOf: (apiKey: string) => Promise<string | undefined>;
  /** What signs the webhooks of an account. */
  webhookSecretOf: (account: string) => Promise<string>;
  /** Milliseconds between two looks at what is due. */
  every?: number;
}

const address = z.url({ protocol: /^https?$/ });
const amount = z.int().check(z.positive());

const checkoutBody = z.strictObject({
  paymentId: z.string().check(z.minLength(1), z.maxLength(100)),
  amount,
  currency: z.string().check(z.regex(/^[A-Z]{3}$/)),
  description: z.string().check(z.maxLength(500)),
  returnUrls: z.strictObject({ success: address, pending: address, failure: address }),
  webhookUrl: address,
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
const refundBody = z.strictObject({ refundId: z.string().check(z.minLength(1), z.maxLength(100)), amount });
const actionForm = z.object({ action: z.enum(['pay', 'fail', 'delay']) });

const SAME = ['paymentId', 'amount', 'currency', 'description', 'webhookUrl'] as const;

/**
 * The sandbox company: an API for whoever holds a key, and pages on which a person pays, fails or delays. It is another
 * company and belongs on a server of its own: its pages take plain forms, which know no token of our sessions.
 */
export async function sandboxPlugin(app: FastifyInstance, options: SandboxOptions): Promise<void> {
  const { store, clock, baseUrl, accountOf } = options;
  const config = { access: 'public' } as const;
  const urlOf = (id: string) => `${baseUrl}/pay/${id}`;

  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(body.toString()))),
  );

  // Strings, so that no hook of the surrounding app wraps them.
  const answer = (reply: FastifyReply, status: number, body: object) =>
    reply.status(status).type('application/json; charset=utf-8').send(JSON.stringify(body));
  const refuse = (reply: FastifyReply, status: number, code: string) =>
    answer(reply, status, { error: { code } });
  const show = (reply: FastifyReply, checkout: SandboxCheckout, status = 200) =>
    answer(reply, status, viewOf(checkout, urlOf(checkout.id)));

  async function holderOf({ headers }: FastifyRequest): Promise<string | undefined> {
    const [, key] = /^Bearer (\S{8,500})$/.exec(headers.authorization ?? '') ?? [];
    return key && accountOf(key);
  }

  /** The checkout in the address, if it is the caller's: another's is not there. */
  async function ownOf(request: FastifyRequest<{ Params: { id: string } }>) {
    const [account, checkout] = await Promise.all([holderOf(request), store.find(request.params.id)]);
    return { account, checkout: checkout?.account === account ? checkout : undefined };
  }

  app.post('/checkouts', { config }, async (request, reply) => {
    const account = await holderOf(request);
    if (!account) return refuse(reply, 401, 'key');
    const body = z.safeParse(checkoutBody, request.body);
    if (!body.success) return refuse(reply, 400, body.error.issues[0]?.path.join('.') ?? 'body');
    const [createdAt, expiresAt] = [new Date(body.data.createdAt), new Date(body.data.expiresAt)];
    // Whoever keeps it finds the account by the id.
    const id = `${account}.${randomToken(24)}`;
    const asked: SandboxCheckout = {
      ...body.data,
      ...{ id, account, createdAt, expiresAt, status: 'open', settlesAt: null, charge: null },
      refunds: [],
      notices: [],
    };
    const kept = await store.add(asked);
    if (SAME.some((field) => kept[field] !== asked[field])) return refuse(reply, 409, 'conflict');
    return show(reply, kept, 201);
  });

  app.get<{ Params: { id: string } }>('/checkouts/:id', { config }, async (request, reply) => {
    const { account, checkout } = await ownOf(request);
    if (!account) return refuse(reply, 401, 'key');
    return checkout ? show(reply, checkout) : refuse(reply, 404, 'checkout');
  });

  const change = async (
    request: FastifyRequest<{ Params: { id: string } }>,
    reply: FastifyReply,
    step: (checkout: SandboxCheckout) => SandboxCheckout,
  ) => {
    const { account, checkout } = await ownOf(request);
    if (!account) return refuse(reply, 401, 'key');
    if (!checkout) return refuse(reply, 404, 'checkout');
    try {
      const changed = await store.change(checkout.id, step);
      return await show(reply, changed ?? checkout);
    } catch (error) {
      if (error instanceof SandboxRefusal) return refuse(reply, 409, error.code);
      throw error;
    }
  };

  app.post<{ Params: { id: string } }>('/checkouts/:id/close', { config }, (request, reply) =>
    change(request, reply, (checkout) => close(checkout, clock(), urlOf(checkout.id))),
  );

  app.post<{ Params: { id: string } }>('/checkouts/:id/refunds', { config }, async (request, reply) => {
    const body = z.safeParse(refundBody, request.body);
    if (!body.success) return refuse(reply, 400, 'body');
    const { refundId, amount: back } = body.data;
    return change(request, reply, (checkout) =>
      refund(checkout, refundId, back, clock(), urlOf(checkout.id)),
    );
  });

  const page = (reply: FastifyReply, checkout: SandboxCheckout, wanted: string | undefined) =>
    reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('referrer-policy', 'no-referrer')
      .header('content-security-policy', PAGE_POLICY)
      .send(pageOf(checkout, wanted));

  app.get<{ Params: { id: string } }>('/pay/:id', { config }, async (request, reply) => {
    const known = await store.find(request.params.id);
    if (!known) return reply.status(404).send('Not found');
    return page(reply, pass(known, clock(), urlOf(known.id)), request.headers['accept-language']);
  });

  app.post<{ Params: { id: string } }>('/pay/:id', { config }, async (request, reply) => {
    const form = z.safeParse(actionForm, request.body);
    const { id } = request.params;
    if (!form.success) return reply.status(400).send('Bad request');
    const step = (checkout: SandboxCheckout) => act(checkout, form.data.action, clock(), urlOf(id));
    try {
      const changed = await store.change(id, step);
      if (!changed) return await reply.status(404).send('Not found');
    } catch (error) {
      if (!(error instanceof SandboxRefusal)) throw error;
    }
    void deliver();
    const now = await store.find(id);
    // Declined, or too late: the page says so.
    const next = { paid: now?.returnUrls.success, pending: now?.returnUrls.pending }[String(now?.status)];
    return reply.redirect(next ?? urlOf(id), 303);
  });

  let delivering: Promise<void> | undefined;
  const deliver = () =>
    (delivering ??= deliverDue(options, app.log).finally(() => {
      delivering = undefined;
    }));
  const timer = setInterval(() => void deliver(), options.every ?? 1000);
  app.addHook('onClose', async () => {
    clearInterval(timer);
    await delivering;
  });
}
