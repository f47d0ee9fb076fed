import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** @param port 0 for any free one @returns the port @throws Error when it is taken or may not be used */
export async function listen(server: Server, port: number, host: string): Promise<number> {
  server.listen(port, host);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/**
 * The time between the word that a process takes no more requests and its end. Everything is still answered, and no connection
 * is kept after its answer; so whoever stands before it never sends on one that is about to be closed.
 * @param ms long enough for every proxy to have asked /ready once more, and to let go of the connections it keeps idle
 */
export async function drain(server: Server, ms: number): Promise<void> {
  server.prependListener('request', (_request, response) => {
    response.shouldKeepAlive = false;
  });
  await sleep(ms);
}

/** Resolves when the last connection is gone. Those that become idle on the way are closed, which Node leaves to us. */
export function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const sweep = setInterval(() => server.closeIdleConnections(), 50);
    server.close(() => {
      clearInterval(sweep);
      resolve();
    });
    server.closeIdleConnections();
  });
}
