import type { Server, Socket } from 'socket.io';
import type { App } from '../../app.ts';
import type { Actor } from '../../lib/context.ts';
import { actorOfSession } from '../identity/identity.actor.ts';
import type { ClientToServerEvents, ServerToClientEvents } from './realtime.contract.ts';
import { roomsOf } from './rooms.ts';

/** Who listens on a socket; set by the server before it is connected. */
export interface Seat {
  tenantId: string;
  actor: Actor;
  /** Counts look-ups, so that a slow one does not undo a later one. */
  edition: number;
}

export type Io = Server<ClientToServerEvents, ServerToClientEvents, Record<string, never>, Seat>;
type Listener = Socket<ClientToServerEvents, ServerToClientEvents, Record<string, never>, Seat>;

/** The sockets of this process: where they listen, and whether they still may. */
export interface Listeners {
  seat: (socket: Listener) => Promise<void>;
  /** Looks again who the sockets in a room are; those whose session has ended are closed. */
  review: (room: string) => Promise<void>;
  reviewAll: () => Promise<void>;
}

export function createListeners(app: App, io: Io): Listeners {
  const { deps } = app;
  /** As often as an access token would have to be renewed. */
  const reviewMs = deps.env.ACCESS_TOKEN_MINUTES * 60_000;

  async function move(socket: Listener, wanted: Set<string>): Promise<void> {
    for (const room of socket.rooms) {
      if (room !== socket.id && !wanted.has(room)) await socket.leave(room);
    }
    await socket.join([...wanted]);
  }

  async function reviewSocket(socket: Listener): Promise<void> {
    const { data } = socket;
    const { id: userId, sessionId } = data.actor;
    if (userId === null || sessionId === null) return;
    const edition = (data.edition += 1);
    const actor = await actorOfSession(deps, data.tenantId, { userId, sessionId });
    if (data.edition !== edition || !socket.connected) return;
    if (!actor) {
      socket.disconnect(true);
      return;
    }
    data.actor = actor;
    await move(socket, roomsOf(data.tenantId, actor));
  }

  function reviewSafely(socket: Listener): Promise<void> {
    return reviewSocket(socket).catch((error: unknown) => {
      deps.log.error({ err: error }, 'a socket could not be reviewed and was closed');
      socket.disconnect(true);
    });
  }

  const inRoom = (room: string): Listener[] => {
    const { adapter, sockets } = io.of('/');
    return [...(adapter.rooms.get(room) ?? [])].flatMap((id) => sockets.get(id) ?? []);
  };

  return {
    async seat(socket) {
      const { tenantId, actor } = socket.data;
      await socket.join([...roomsOf(tenantId, actor)]);
      // What ended or changed while it was not in its rooms yet was not told to it.
      await reviewSafely(socket);
      if (actor.kind === 'guest' || !socket.connected) return;
      const timer = setInterval(() => void reviewSafely(socket), reviewMs).unref();
      socket.on('disconnect', () => clearInterval(timer));
    },
    async review(room) {
      await Promise.all(inRoom(room).map(reviewSafely));
    },
    async reviewAll() {
      // One after the other: after an outage the database has enough to do.
      for (const socket of io.of('/').sockets.values()) await reviewSafely(socket);
    },
  };
}
