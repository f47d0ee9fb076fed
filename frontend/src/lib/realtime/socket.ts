import type { Socket } from 'socket.io-client';
import type { ClientToServerEvents, ServerToClientEvents } from '@turnero/backend/contracts/realtime';

/** What a page does about each event, and about having missed some. */
export type Listener = Partial<ServerToClientEvents> & Pick<ServerToClientEvents, 'resync'>;

type Session = Socket<ServerToClientEvents, ClientToServerEvents>;

/** Runs when the browser has nothing better to do; sockets are never worth a slower page. */
function whenIdle(run: () => void): () => void {
  // Safari has no idle callbacks yet.
  if (!('requestIdleCallback' in globalThis)) {
    const handle = setTimeout(run, 600);
    return () => clearTimeout(handle);
  }
  const handle = requestIdleCallback(run, { timeout: 4000 });
  return () => cancelIdleCallback(handle);
}

function refusalOf(error: Error): string | undefined {
  return (error as Error & { data?: { code?: string } }).data?.code;
}

/** A socket refused because its session expired renews that and knocks again, once; who is signed out stays out. */
function renewWhenRefused(socket: Session): void {
  let tried = false;
  socket.on('connect', () => {
    tried = false;
  });
  socket.on('connect_error', (error) => {
    if (refusalOf(error) !== 'UNAUTHENTICATED' || tried) return;
    tried = true;
    void import('#lib/api/browser.ts')
      .then(({ renew }) => renew())
      .then(
        () => socket.connect(),
        () => socket.disconnect(),
      );
  });
}

async function open(listener: Listener): Promise<Session> {
  const { io } = await import('socket.io-client');
  const socket: Session = io({ transports: ['websocket'], reconnectionDelayMax: 15_000 });
  renewWhenRefused(socket);
  let lost = false;
  socket.on('disconnect', () => {
    lost = true;
  });
  socket.on('connect', () => {
    // What happened meanwhile was not heard.
    if (lost) listener.resync();
  });
  for (const [name, handle] of Object.entries(listener)) {
    socket.on(name as keyof ServerToClientEvents, handle);
  }
  return socket;
}

/** Hears what the server tells this session, from the first idle moment until the function returned is called. */
export function subscribe(listener: Listener): () => void {
  let opened: Promise<Session> | undefined;
  const cancel = whenIdle(() => {
    opened = open(listener);
  });
  return () => {
    cancel();
    void opened?.then((socket) => socket.disconnect());
  };
}
