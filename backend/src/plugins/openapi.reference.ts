import { gzipSync } from 'node:zlib';
import Fastify from 'fastify';
import type { App } from '../app.ts';

interface Reference {
  page: string;
  /** The reader's program, four megabytes, packed once. */
  script: Buffer;
}

const SCRIPT = '/docs/js/scalar.js';

/** The page's own policy: its program and the API, nothing from elsewhere. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** Only a reader of the docs pays for the reader: loaded, it takes tens of megabytes of a process. */
async function loadReference(): Promise<Reference> {
  const { default: scalar } = await import('@scalar/fastify-api-reference');
  const shelf = Fastify();
  await shelf.register(scalar, {
    routePrefix: '/docs',
    configuration: {
      url: '/api/v1/openapi.json',
      pageTitle: 'Turnero API',
      cdn: SCRIPT,
      withDefaultFonts: false,
      telemetry: false,
      hideClientButton: true,
      proxyUrl: '',
      // Doors to the maker's own services.
      agent: { disabled: true },
      mcp: { disabled: true },
      showDeveloperTools: 'never',
    },
  });
  const [page, script] = await Promise.all([shelf.inject('/docs/'), shelf.inject(SCRIPT)]);
  await shelf.close();
  return { page: page.payload, script: gzipSync(script.rawPayload) };
}

/** `GET /docs`: the reference, with everything it needs from here. */
export function referencePage(app: App): void {
  let loading: Promise<Reference> | undefined;
  const reference = () => (loading ??= loadReference());
  const open = { config: { access: 'public' as const }, schema: { hide: true } };

  app.get('/docs', open, async (_request, reply) => {
    const { page } = await reference();
    return reply.type('text/html; charset=utf-8').header('content-security-policy', POLICY).send(page);
  });
  app.get(SCRIPT, { ...open, compress: false }, async (_request, reply) => {
    const { script } = await reference();
    return reply
      .type('application/javascript; charset=utf-8')
      .header('content-encoding', 'gzip')
      .header('cache-control', 'public, max-age=3600')
      .send(script);
  });
}
