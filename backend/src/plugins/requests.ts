import { isUtf8 } from 'node:buffer';
import { BlockList, isIPv6 } from 'node:net';
import { LogController, type FastifyBaseLogger, type FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { App } from '../app.ts';
import type { Deps } from '../deps.ts';
import type { Env } from '../env.ts';
import type { Actor } from '../lib/context.ts';
import { fail } from '../lib/errors.ts';
import { requestIdOf } from '../lib/request-id.ts';
import { findHostile } from '../lib/text.ts';
import { answerClientError, sendError } from './errors.ts';

const BODY_LIMIT_BYTES = 256 * 1024;

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

const privateNetworks = new BlockList();
privateNetworks.addSubnet('10.0.0.0', 8);
privateNetworks.addSubnet('172.16.0.0', 12);
privateNetworks.addSubnet('192.168.0.0', 16);
privateNetworks.addSubnet('169.254.0.0', 16);
privateNetworks.addSubnet('fc00::', 7, 'ipv6');
privateNetworks.addSubnet('fe80::', 10, 'ipv6');

const within = (list: BlockList, address: string) => list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');

export const isLoopback = (address: string | undefined) => address !== undefined && within(loopback, address);
export const isPrivate = (address: string | undefined) =>
  address !== undefined && within(privateNetworks, address);

/**
 * Whose x-forwarded-* headers count: those of our own front on this machine; with TRUST_PROXY those of proxies in
 * private networks too. Never those of a public address, so nobody outside can choose the address we see.
 */
export function trusts({ TRUST_PROXY }: Pick<Env, 'TRUST_PROXY'>): (address: string | undefined) => boolean {
  return (address) => isLoopback(address) || (TRUST_PROXY && isPrivate(address));
}

/** Fastify's own settings. Its timeouts are off by default, and a slow client would hold a connection for ever. */
export function serverOptions({ env, log }: Pick<Deps, 'env' | 'log'>) {
  return {
    loggerInstance: log as FastifyBaseLogger,
    // Our own line (below) says more, and less.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    requestIdHeader: false as const,
    genReqId: requestIdOf,
    trustProxy: trusts(env),
    bodyLimit: BODY_LIMIT_BYTES,
    /** Silence on a socket, receiving a whole request, answering it: milliseconds. */
    connectionTimeout: 60_000,
    requestTimeout: 30_000,
    handlerTimeout: 25_000,
    keepAliveTimeout: 72_000,
    http: { headersTimeout: 15_000, maxHeaderSize: 16 * 1024 },
    routerOptions: { maxParamLength: 200 },
    // While closing, requests under way on kept connections are still answered.
    return503OnClosing: false,
    frameworkErrors: sendError,
    clientErrorHandler: answerClientError,
  };
}

function parseJson(body: Buffer): unknown {
  // Some clients say JSON and send nothing.
  if (body.length === 0) return undefined;
  const refuse = (message: string) => fail('VALIDATION', { details: [{ field: 'body', message }] });
  if (!isUtf8(body)) throw refuse('is not UTF-8');
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    throw refuse('is not JSON');
  }
  refuseHostile(parsed, 'body');
  return parsed;
}

function refuseHostile(value: unknown, whole: string): void {
  const hostile = findHostile(value, whole);
  if (hostile) throw fail('VALIDATION', { details: [hostile] });
}

/** The router leaves malformed percent-encoding in a query as it is; we would rather say so. */
function refuseMalformedQuery({ url }: FastifyRequest): void {
  const start = url.indexOf('?');
  if (start === -1 || !url.includes('%', start)) return;
  for (const pair of url.slice(start + 1).split('&')) {
    const [name = ''] = pair.split('=', 1);
    try {
      decodeURIComponent(pair);
    } catch {
      const field = name.includes('%') ? 'query' : name;
      throw fail('VALIDATION', { details: [{ field, message: 'has malformed percent-encoding' }] });
    }
  }
}

/** Without the query: it may hold tokens and what people search for. */
function logLine(request: FastifyRequest, status: number, ms: number) {
  return {
    method: request.method,
    path: request.routeOptions.url ?? request.url.split('?', 1)[0],
    status,
    code: request.refusal,
    ms: Math.round(ms * 10) / 10,
    tenant: request.tenant?.slug,
    // Absent when the request was refused before anybody asked who it is from.
    user: (request.actor as Actor | undefined)?.id ?? undefined,
  };
}

/** What every request goes through before anybody looks at what it wants, and the line it leaves in the log. */
export const requestsPlugin = fp(
  async (app: App) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
      try {
        done(null, parseJson(body as Buffer));
      } catch (error) {
        done(error as Error);
      }
    });
    app.addHook('onRequest', async (request, reply) => {
      void reply.header('x-request-id', request.id);
    });
    app.addHook('preValidation', async (request) => {
      refuseMalformedQuery(request);
      refuseHostile(request.query, 'query');
      refuseHostile(request.params, 'path');
    });
    app.addHook('onResponse', async (request, reply) => {
      request.log.info(logLine(request, reply.statusCode, reply.elapsedTime), 'request');
    });
  },
  { name: 'requests' },
);
