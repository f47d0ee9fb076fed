import { Agent, type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { closed, listen } from '../lib/servers.ts';
import { answer } from './answers.ts';
import { createPool } from './pool.ts';
import { relay } from './relay.ts';
import { relayUpgrade } from './upgrade.ts';

export interface FrontOptions {
  /** Where to listen; `localhost` means both of its addresses. */
  host: string;
  /** 0 for any free one. */
  port: number;
  /** The first upstreams, such as `http://127.0.0.1:4001`. */
  api: readonly string[];
  web: readonly string[];
  /** Whether another proxy of ours stands before us and tells the truth about visitors. */
  trustProxy?: boolean;
  /** Whether web takes WebSockets too, as a development server does. */
  webSockets?: boolean;
  /** Milliseconds to look for an upstream while none takes a request. */
  patience?: number;
  /** Milliseconds that an upstream may stay silent. */
  timeout?: number;
}

export interface Upstreams {
  api: readonly string[];
  web: readonly string[];
}

export interface Front {
  port: number;
  /** Who takes requests from now on; those under way end where they are. */
  setUpstreams(upstreams: Upstreams): void;
  /** Takes nothing new, lets requests under way end (for at most `graceMs`), and closes WebSockets. */
  close(graceMs?: number): Promise<void>;
}

const limits = {
  maxHeaderSize: 16_384,
  headersTimeout: 10_000,
  requestTimeout: 120_000,
  // Longer than the idle time of common load balancers, which would otherwise meet closed connections.
  keepAliveTimeout: 65_000,
};

export const apiPaths = ['/api', '/socket.io', '/health', '/ready', '/metrics', '/docs', '/sandbox'];

/** Opens the one door of an installation: hands requests to the api and web processes, in turn. */
export async function startFront(options: FrontOptions): Promise<Front> {
  const { trustProxy = false, webSockets = false, patience = 5_000, timeout = 30_000 } = options;
  const pools = { api: createPool(options.api), web: createPool(options.web) };
  // Idle connections are let go well before Node's and Fastify's servers would close them under our hands.
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 64, timeout: 60_000, scheduling: 'lifo' });
  const sockets = new Set<Duplex>();
  let closing = false;

  const onRequest = (req: IncomingMessage, res: ServerResponse) => {
    const forApi = isForApi(req.url);
    if (forApi === undefined) {
      answer(req, res, 'BAD_REQUEST', false);
      return;
    }
    if (closing) res.shouldKeepAlive = false;
    const pool = forApi ? pools.api : pools.web;
    void relay(req, res, { pool, agent, trustProxy, patience, timeout, forProgram: forApi });
  };
  // What may not become a WebSocket is answered like any other request, without the upgrade.
  const shouldUpgradeCallback = (req: IncomingMessage) =>
    req.headers.upgrade?.toLowerCase() === 'websocket' &&
    (isForApi(req.url) ? isSocketPath(req.url) : webSockets);
  const onUpgrade = (req: IncomingMessage, socket: Duplex, head: Buffer) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    const pool = isForApi(req.url) ? pools.api : pools.web;
    void relayUpgrade(req, socket, head, { pool, trustProxy, patience, timeout });
  };

  const { servers, port } = await listenAll(options, () =>
    createServer({ ...limits, shouldUpgradeCallback }, onRequest).on('upgrade', onUpgrade),
  );
  return {
    port,
    setUpstreams({ api, web }) {
      pools.api.set(api);
      pools.web.set(web);
    },
    async close(graceMs = 10_000) {
      closing = true;
      for (const socket of sockets) socket.destroy();
      const cutOff = setTimeout(() => servers.forEach((server) => server.closeAllConnections()), graceMs);
      await Promise.all(servers.map(closed));
      clearTimeout(cutOff);
      agent.destroy();
    },
  };
}

const isSocketPath = (url = '') => url.startsWith('/socket.io/');

/** Undefined for what is no path, such as the absolute address that only a forward proxy takes. */
function isForApi(url = ''): boolean | undefined {
  if (!url.startsWith('/')) return undefined;
  const path = url.split('?', 1)[0] ?? '';
  return apiPaths.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
}

async function listenAll({ host, port }: FrontOptions, create: () => Server) {
  const first = create();
  const bound = await listen(first, port, host === 'localhost' ? '127.0.0.1' : host);
  const servers = [first];
  if (host !== 'localhost') return { servers, port: bound };
  const second = create();
  try {
    await listen(second, bound, '::1');
    servers.push(second);
  } catch (error) {
    // A machine without IPv6 has no ::1, and that is fine.
    if (!['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(String((error as NodeJS.ErrnoException).code))) {
      await closed(first);
      throw error;
    }
  }
  return { servers, port: bound };
}
