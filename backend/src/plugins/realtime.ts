import type { IncomingMessage } from 'node:http';
import fp from 'fastify-plugin';
import { Server } from 'socket.io';
import type { App } from '../app.ts';
import { Gauge } from '../lib/metrics.ts';
import { identify } from '../modules/identity/identity.actor.ts';
import { identityKeys } from '../modules/identity/identity.tokens.ts';
import { countConnections } from '../modules/realtime/connections.ts';
import { consumeBus } from '../modules/realtime/consume.ts';
import { handshakes, type Handshake } from '../modules/realtime/handshake.ts';
import { createListeners, type Io } from '../modules/realtime/listeners.ts';
import { socketRefusals } from '../modules/realtime/realtime.contract.ts';

/** Browsers only listen: what they send is a handshake and pongs. */
const MOST_FRAME_BYTES = 4_096;

/** Who connects: a guest, or whoever the same cookie or header says in HTTP; API keys are for requests only. */
async function seatOf({ deps }: App, { tenant, credentials, hasSession }: Handshake) {
  const keys = identityKeys(deps.env.APP_SECRET);
  const identified = await identify(deps, keys, tenant.id, credentials);
  const actor = identified?.actor;
  // The cookie of an access token goes when it expires: one with a session is not a guest, only late.
  const isLate = actor?.kind === 'guest' && hasSession;
  return !actor || isLate || actor.kind === 'apiKey' ? undefined : { tenantId: tenant.id, actor, edition: 0 };
}

function refusal(): Error {
  const code = socketRefusals.UNAUTHENTICATED;
  return Object.assign(new Error(code), { data: { code } });
}

/** Socket.io on the API's own server: the same hosts, the same sessions, rooms chosen here only. */
export const realtimePlugin = fp(
  async (app: App) => {
    const read = handshakes(app);
    const connections = countConnections();
    const known = new WeakMap<IncomingMessage, Handshake>();
    let closing = false;

    const io: Io = new Server({
      path: '/socket.io/',
      // Polling would need a front that always picks the same process.
      transports: ['websocket'],
      serveClient: false,
      maxHttpBufferSize: MOST_FRAME_BYTES,
      connectTimeout: 10_000,
      pingInterval: 25_000,
      pingTimeout: 20_000,
      allowRequest(request, answer) {
        read(request).then(
          (handshake) => {
            const isOpen = handshake !== undefined && !closing && !connections.isFull(handshake.network);
            if (isOpen) known.set(request, handshake);
            answer(null, isOpen);
          },
          (error: unknown) => {
            app.log.error({ err: error }, 'a socket handshake failed');
            answer(null, false);
          },
        );
      },
    });

    io.use((socket, next) => {
      const handshake = known.get(socket.request);
      const seated = handshake ? seatOf(app, handshake) : Promise.resolve(undefined);
      seated.then(
        (seat) => {
          if (seat) Object.assign(socket.data, seat);
          next(seat ? undefined : refusal());
        },
        (error: unknown) => {
          app.log.error({ err: error }, 'a socket could not be identified');
          next(new Error('UNAVAILABLE'));
        },
      );
    });

    const listeners = createListeners(app, io);
    io.on('connection', (socket) => {
      // There is nothing to say to us: who tries is not one of our pages.
      socket.onAny(() => socket.disconnect(true));
      void listeners.seat(socket);
    });

    io.attach(app.server);
    io.engine.on(
      'connection',
      (raw: { request: IncomingMessage; on: (name: 'close', then: () => void) => void }) => {
        const network = known.get(raw.request)?.network;
        if (network === undefined) return;
        connections.open(network);
        raw.on('close', () => connections.close(network));
      },
    );

    new Gauge({
      name: 'turnero_sockets',
      help: 'Sockets connected to this process',
      registers: [app.deps.metrics],
      collect() {
        this.set(io.engine.clientsCount);
      },
    });

    const endConsuming = consumeBus(app, io, listeners);
    app.addHook('onReady', () => app.deps.bus.ready());
    // Before the server waits for its connections to end; closed this way, browsers connect to another process.
    app.addHook('preClose', async () => {
      closing = true;
      io.engine.close();
    });
    app.addHook('onClose', async () => endConsuming());
  },
  { name: 'realtime', dependencies: ['auth', 'health'] },
);
