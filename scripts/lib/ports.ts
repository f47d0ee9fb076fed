import { createServer } from 'node:net';
import { Told } from '../launch/steps.mjs';

/**
 * Tries to listen on a port and lets go of it again.
 * @param port 0 for any free one
 * @returns the port, or undefined when somebody else has it
 * @throws for anything but a taken port, such as a port that needs more rights
 */
export async function tryPort(port: number, host: string): Promise<number | undefined> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port, host, exclusive: true }, resolve);
    });
    const address = server.address();
    return address && typeof address === 'object' ? address.port : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
    throw error;
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

/** A port of this machine that nobody listens on now. */
export async function freePort(): Promise<number> {
  const port = await tryPort(0, '127.0.0.1');
  if (port === undefined) throw new Error('no free port on 127.0.0.1');
  return port;
}

/** As {@link freePort}, so many at once. */
export const freePorts = (count: number): Promise<number[]> =>
  Promise.all(Array.from({ length: count }, freePort));

/**
 * Makes sure that nobody listens where we are about to.
 * @param port 0 for any free one
 * @returns the port
 * @throws Told when it is taken, with how to choose another
 */
export async function claimPort(port: number, host: string): Promise<number> {
  if (port === 0) return freePort();
  // Browsers try both addresses of localhost, so a stranger on one of them would answer half of our visitors.
  for (const address of host === 'localhost' ? ['127.0.0.1', '::1'] : [host]) {
    try {
      if ((await tryPort(port, address)) === undefined)
        throw new Told(
          `Port ${port} is taken by another program: choose another with PORT=${port + 1} npm start.`,
        );
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EACCES')
        throw new Told(`This user may not use port ${port}: choose one above 1023 with PORT=3000 npm start.`);
      const absent = code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT';
      // A machine without IPv6 has no ::1, and that is fine.
      if (absent && address === '::1') continue;
      if (absent || code === 'ENOTFOUND')
        throw new Told(
          `HOST=${host} is not an address of this machine: use localhost, or 0.0.0.0 for all of them.`,
        );
      throw error;
    }
  }
  return port;
}
