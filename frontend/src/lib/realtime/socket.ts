import type { EventName, EventPayload } from './events.ts';

export type Listener = { [Name in EventName]?: (payload: EventPayload<Name>) => void };

/** Runs when the browser has nothing better to do; sockets are never worth a slower page. */
function whenIdle(run: () => void): () => void {
  if ('requestIdleCallback' in window) {
    const handle = requestIdleCallback(run, { timeout: 4000 });
    return () => cancelIdleCallback(handle);
  }
  const handle = setTimeout(run, 600);
  return () => clearTimeout(handle);
}

/**
 * Hears what the server tells this session, from the first idle moment until the function returned is called.
 * `onReturn` runs after a lost connection is back: what happened meanwhile was missed, so ask again.
 */
export function subscribe(listener: Listener, onReturn: () => void): () => void {
  let close = () => {};
  let wanted = true;
  const cancel = whenIdle(async () => {
    const { io } = await import('socket.io-client');
    if (!wanted) return;
    const socket = io({ transports: ['websocket'], reconnectionDelayMax: 15_000 });
    let connectedBefore = false;
    socket.on('connect', () => {
      if (connectedBefore) onReturn();
      connectedBefore = true;
    });
    for (const [name, handle] of Object.entries(listener)) socket.on(name, handle);
    close = () => socket.disconnect();
  });
  return () => {
    wanted = false;
    cancel();
    close();
  };
}
