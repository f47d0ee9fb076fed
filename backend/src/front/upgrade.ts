import { type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { requestHeaders, responseHeaders } from './headers.ts';
import type { Pool, Upstream } from './pool.ts';

export interface UpgradeOptions {
  pool: Pool;
  trustProxy: boolean;
  /** Milliseconds to look for an upstream that takes the connection. */
  patience: number;
  /** Milliseconds that the handshake may take. */
  timeout: number;
}

const pauseBetweenTries = 50;

/** Connects a visitor's WebSocket with an upstream; with the next one when the first cannot be reached. */
export async function relayUpgrade(
  req: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  options: UpgradeOptions,
): Promise<void> {
  // A visitor who goes away in the middle is nothing to report.
  socket.on('error', () => socket.destroy());
  const deadline = Date.now() + options.patience;
  while (!socket.destroyed) {
    const upstream = options.pool.pick();
    if (upstream && (await connect(upstream, req, socket, head, options))) return;
    if (upstream) upstream.failedAt = Date.now();
    if (Date.now() >= deadline) {
      refuse(socket);
      return;
    }
    await sleep(pauseBetweenTries);
  }
}

function refuse(socket: Duplex): void {
  socket.end(`HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

/** @returns whether the upstream was reached; from then on the visitor's connection is taken care of */
function connect(
  upstream: Upstream,
  req: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  options: UpgradeOptions,
): Promise<boolean> {
  return new Promise((resolve) => {
    const headers = {
      ...requestHeaders(req, options.trustProxy),
      connection: 'Upgrade',
      upgrade: 'websocket',
    };
    const out = request({
      host: upstream.host,
      port: upstream.port,
      method: 'GET',
      path: req.url,
      headers,
      agent: false,
      setHost: false,
    });
    const cancel = () => out.destroy();
    socket.once('close', cancel);
    out.setTimeout(options.timeout, cancel);
    out.on('upgrade', (answered, behind, first) => {
      behind.setTimeout(0);
      socket.write(statusLines(answered, ['connection', 'Upgrade', 'upgrade', 'websocket']));
      if (first.length > 0) socket.write(first);
      if (head.length > 0) behind.write(head);
      join(socket, behind);
      resolve(true);
    });
    out.on('response', (answered) => {
      // It declined in plain HTTP: that is an answer too.
      socket.write(statusLines(answered, ['connection', 'close']));
      answered.pipe(socket);
      resolve(true);
    });
    out.on('error', () => {
      socket.off('close', cancel);
      resolve(false);
    });
    out.end();
  });
}

function join(one: Duplex, other: Duplex): void {
  one.pipe(other).pipe(one);
  for (const [end, far] of [
    [one, other],
    [other, one],
  ] as const) {
    end.on('error', () => far.destroy());
    end.on('close', () => far.destroy());
  }
}

function statusLines(answered: IncomingMessage, extra: string[]): string {
  const headers = [...responseHeaders(answered), ...extra];
  const lines = [`HTTP/1.1 ${answered.statusCode} ${answered.statusMessage}`];
  for (let index = 0; index < headers.length; index += 2)
    lines.push(`${headers[index]}: ${headers[index + 1]}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}
