import type { FastifyRequest } from 'fastify';
import type { App } from '../../app.ts';
import { fail } from '../../lib/errors.ts';
import { networkOf, type Limit } from '../../lib/limits.ts';
import { list200, reply200, reply201 } from '../../plugins/envelope.ts';
import { answerOnce, onceFor } from '../../plugins/idempotency.ts';
import { isLoopback } from '../../plugins/requests.ts';
import { bookingHeaders } from '../bookings/bookings.contract.ts';
import {
  bookingParams,
  payment,
  paymentBody,
  paymentParams,
  paymentsQuery,
  receiptQuery,
  refundBody,
  venueBody,
  webhookParams,
} from './payments.contract.ts';
import { showReceipt } from './payments.receipt.ts';
import { requestRefund } from './payments.refunds.ts';
import { createPayment, listPayments, recordVenuePayment, showPayment } from './payments.service.ts';
import { receiveWebhook } from './payments.webhooks.ts';

/** Pages of payment companies that one account or address may have opened. */
const PAGES: Limit = { max: 30, windowSeconds: 60 };

/** This machine itself has no limit, as everywhere. @throws TOO_MANY_REQUESTS */
async function takePage({ ctx: { tenant, actor }, ip, server }: FastifyRequest): Promise<void> {
  if (isLoopback(ip)) return;
  const key = `pages:${tenant.id}:${actor.id ?? networkOf(ip)}`;
  const { allowed, retryAfterSeconds } = await server.deps.limits.take(key, PAGES);
  if (!allowed) throw fail('TOO_MANY_REQUESTS', { retryAfterSeconds });
}

/** Paying for bookings, and giving back. */
export async function paymentRoutes(app: App): Promise<void> {
  const { deps } = app;
  const tags = ['Payments'];
  const keyOf = ({ headers }: Pick<FastifyRequest, 'headers'>) => {
    const token = headers['x-booking-token'];
    return { secret: deps.env.APP_SECRET, token: typeof token === 'string' ? token : undefined };
  };

  app.post(
    '/bookings/:id/payments',
    {
      config: { access: 'public', idempotent: true },
      schema: {
        tags,
        operationId: 'createPayment',
        summary: 'Pay for a booking',
        params: bookingParams,
        headers: bookingHeaders,
        body: paymentBody,
        response: reply201(payment),
      },
    },
    async (request, reply) => {
      await takePage(request);
      const { token } = keyOf(request);
      const wanted = { ...request.body, bookingId: request.params.id, token };
      return answerOnce(reply, await createPayment(request.ctx, deps, wanted, onceFor(request)));
    },
  );

  app.post(
    '/bookings/:id/venue-payments',
    {
      config: { access: 'signedIn', apiKeys: true, idempotent: true },
      schema: {
        tags,
        operationId: 'recordVenuePayment',
        summary: 'Write down what was paid at the venue',
        params: bookingParams,
        body: venueBody,
        response: reply201(payment),
      },
    },
    async (request, reply) => {
      const paid = { ...request.body, bookingId: request.params.id };
      return answerOnce(reply, await recordVenuePayment(request.ctx, deps, paid, onceFor(request)));
    },
  );

  app.get(
    '/bookings/:id/payments',
    {
      config: { access: 'public' },
      schema: {
        tags,
        operationId: 'listPayments',
        summary: 'The payments of a booking',
        params: bookingParams,
        headers: bookingHeaders,
        querystring: paymentsQuery,
        response: list200(payment),
      },
    },
    (request) => listPayments(request.ctx, keyOf(request), request.params.id, request.query),
  );

  app.get(
    '/payments/:id',
    {
      config: { access: 'public' },
      schema: {
        tags,
        operationId: 'showPayment',
        summary: 'One payment',
        params: paymentParams,
        headers: bookingHeaders,
        response: reply200(payment),
      },
    },
    async (request) => ({ data: await showPayment(request.ctx, keyOf(request), request.params.id) }),
  );

  app.get(
    '/payments/:id/receipt',
    {
      config: { access: 'public' },
      schema: {
        tags,
        operationId: 'showReceipt',
        summary: 'A receipt, as a page that can be printed',
        params: paymentParams,
        headers: bookingHeaders,
        querystring: receiptQuery,
      },
    },
    async (request, reply) => {
      const { params, query } = request;
      const { html, policy } = await showReceipt(request.ctx, deps, keyOf(request), params.id, query.locale);
      return reply
        .type('text/html; charset=utf-8')
        .header('cache-control', 'private, no-store')
        .header('content-security-policy', policy)
        .send(html);
    },
  );

  app.post(
    '/payments/:id/refunds',
    {
      config: { access: 'signedIn', apiKeys: true, idempotent: true },
      schema: {
        tags,
        operationId: 'refundPayment',
        summary: 'Give back all or a part',
        params: paymentParams,
        body: refundBody,
        response: reply201(payment),
      },
    },
    async (request, reply) =>
      answerOnce(reply, await requestRefund(request.ctx, request.params.id, request.body, onceFor(request))),
  );
}

/** Where payment companies deliver: bytes as they came, and no tenant but the one of the token. */
export async function webhookRoutes(app: App): Promise<void> {
  const { deps } = app;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  app.post(
    '/payments/webhooks/:provider/:token',
    {
      config: { access: 'public', tenant: 'none' },
      schema: {
        tags: ['Payments'],
        operationId: 'receivePaymentWebhook',
        summary: 'For payment companies: tell what became of a payment',
        params: webhookParams,
      },
    },
    async (request, reply) => {
      const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const query = request.query as Record<string, string | undefined>;
      await receiveWebhook(deps, request.params, { headers: request.headers, rawBody, query }, request.id);
      void reply.code(200);
      return { data: null };
    },
  );
}
