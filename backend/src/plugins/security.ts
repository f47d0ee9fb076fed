import { getHeapStatistics } from 'node:v8';
import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import etag from '@fastify/etag';
import helmet from '@fastify/helmet';
import underPressure from '@fastify/under-pressure';
import fp from 'fastify-plugin';
import type { App } from '../app.ts';
import { saidIn, tagOf } from './envelope.ts';

/** Mean delay of a second in milliseconds beyond which answers would come too late to be worth computing. */
const WORST_LOOP_DELAY_MS = 1_000;
const WORST_HEAP_SHARE = 0.92;

/** Headers that browsers obey, smaller answers, and saying no before it is too late. */
export const securityPlugin = fp(
  async (app: App) => {
    const isHttps = app.deps.env.PUBLIC_URL.startsWith('https:');
    await app.register(underPressure, {
      // Tests share the thread with the app that they try, and cores with each other.
      maxEventLoopDelay: app.deps.env.NODE_ENV === 'test' ? 0 : WORST_LOOP_DELAY_MS,
      maxHeapUsedBytes: getHeapStatistics().heap_size_limit * WORST_HEAP_SHARE,
      retryAfter: 5,
    });
    await app.register(helmet, {
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      },
      strictTransportSecurity: isHttps ? { maxAge: 31_536_000, includeSubDomains: true } : false,
      xFrameOptions: { action: 'deny' },
      referrerPolicy: { policy: 'no-referrer' },
    });
    app.addHook('onSend', async (request, reply, payload) => {
      if (request.method !== 'GET' || reply.statusCode !== 200) return payload;
      if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'private, no-cache');
      if (reply.hasHeader('etag')) return payload;
      const said =
        typeof payload === 'string' && request.url.startsWith('/api/') ? saidIn(payload) : undefined;
      if (said) reply.header('etag', tagOf(said));
      return payload;
    });
    await app.register(etag, { algorithm: 'sha1' });
    await app.register(compress, {
      threshold: 1_024,
      encodings: ['br', 'gzip'],
      // The default, 11, takes longer than sending what it saves.
      brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
      // A small body that unpacks to a large one would pass the body limit.
      globalDecompression: false,
    });
  },
  { name: 'security' },
);
