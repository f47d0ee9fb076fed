import Fastify from 'fastify';
import type { WebhookDelivery } from '../../../src/modules/payments/strategies/strategy.ts';

/** A webhook address that takes everything and keeps it as it came. */
export async function startReceiver() {
  const deliveries: WebhookDelivery[] = [];
  const app = Fastify({ logger: false, forceCloseConnections: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.post('/webhooks/:token', async ({ headers, body, query }) => {
    const asked = query as Record<string, string>;
    deliveries.push({ headers: { ...headers }, rawBody: body as Buffer, query: asked });
    return {};
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { url: `${url}/webhooks/of-fade`, deliveries, close: () => app.close() };
}
