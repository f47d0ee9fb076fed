import { propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, RequestListener } from 'node:http';
import type { Logger } from '../lib/log.ts';
import { Histogram, WAITS, type Metrics } from '../lib/metrics.ts';
import { requestIdOf } from '../lib/request-id.ts';

/** What the built server tells of a request that was for a page: frontend/src/lib/server/page-channel.ts. */
interface Page {
  req: IncomingMessage | undefined;
  /** The pattern of the page's address; null where there is no such page. */
  route: string | null;
  tenant: string | undefined;
  user: string | undefined;
}

const PAGES = 'turnero:page';

/** What was not a page: scripts, styles and pictures of the build. */
const STATIC = 'static';
export const BUILD = '/_app/immutable/';
/** Who asked has gone before the answer was whole; said as others say it, since nobody gets it. */
const GONE = 499;

/** Gives each request its id, which its answer, the log and every question to the API carry; measures it, and logs it. */
export function observed(handler: RequestListener, log: Logger, metrics: Metrics): RequestListener {
  const seconds = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'request duration in seconds',
    labelNames: ['method', 'route', 'status_code'],
    buckets: WAITS,
    registers: [metrics],
  });
  const pages = new WeakMap<IncomingMessage, Page>();
  subscribe(PAGES, (message) => {
    const page = message as Page;
    if (page.req) pages.set(page.req, page);
  });
  return (req, res) => {
    const began = performance.now();
    const requestId = requestIdOf(req);
    req.headers['x-request-id'] = requestId;
    // Files of the build are the same for everybody, and stay with them for a year.
    if (!req.url?.startsWith(BUILD)) res.setHeader('x-request-id', requestId);
    const span = trace
      .getTracer('turnero')
      .startSpan('page', { kind: SpanKind.SERVER }, propagation.extract(ROOT_CONTEXT, req.headers));
    // Questions to the API carry it on, as they do the id: frontend/src/lib/server/api.ts.
    propagation.inject(trace.setSpan(ROOT_CONTEXT, span), req.headers);
    res.once('close', () => {
      const ms = performance.now() - began;
      const status = res.writableFinished ? res.statusCode : GONE;
      const page = pages.get(req);
      const route = page ? (page.route ?? 'none') : STATIC;
      seconds.observe({ method: req.method ?? '', route, status_code: status }, ms / 1_000);
      span.updateName(`${req.method} ${route}`);
      span.setAttributes({
        'http.request.method': req.method ?? '',
        'http.route': route,
        'http.response.status_code': status,
        'turnero.request_id': requestId,
      });
      if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
      const line = { requestId, method: req.method, path: pathOf(req, page), status, ms: Math.round(ms) };
      const { tenant, user } = page ?? {};
      log[page ? 'info' : 'debug']({ ...line, tenant, user }, 'request');
    });
    handler(req, res);
  };
}

/** Without the query, and by its pattern where there is one: addresses hold tokens and what people search for. */
const pathOf = ({ url = '' }: IncomingMessage, page: Page | undefined) => page?.route ?? url.split('?', 1)[0];
