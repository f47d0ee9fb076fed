import type { App } from '../../app.ts';
import { domainEvents, type EventName, type EventPayload } from '../../events.ts';
import type { BusMessage } from '../../lib/bus.ts';
import { createDispatcher, type Dispatcher, type DomainEvent } from '../../lib/dispatcher.ts';
import { Counter } from '../../lib/metrics.ts';
import { invalidationsOf } from '../identity/identity.context.ts';
import { audiences, type Audience } from './audiences.ts';
import type { Io, Listeners } from './listeners.ts';
import { rooms } from './rooms.ts';
import { gatherTicks, type Ticks } from './ticks.ts';

type Events = { [Name in EventName]: EventPayload<Name> };

const names = Object.keys(domainEvents) as EventName[];
const isName = (kind: string): kind is EventName => Object.hasOwn(domainEvents, kind);

/** A message as the event it is; undefined for what a newer version says, or nobody could have. */
function eventOf({ kind, id, tenantId, payload, requestId }: BusMessage, { deps }: App) {
  if (!isName(kind)) return undefined;
  const parsed = domainEvents[kind].safeParse(payload);
  if (parsed.success) return { name: kind, payload: parsed.data, id, tenantId, requestId };
  deps.log.error({ event: kind, eventId: id, err: parsed.error }, 'an event does not keep its contract');
  return undefined;
}

/** What goes around every handler: a count, a line in the log, and its failure stays its own. */
function addMiddleware(dispatcher: Dispatcher<Events>, app: App): void {
  const handled = new Counter({
    name: 'turnero_event_handlers_total',
    help: 'Handlers of domain events that ran in this process, by outcome',
    labelNames: ['event', 'outcome'],
    registers: [app.deps.metrics],
  });
  dispatcher.use(async ({ name, id, tenantId, requestId }, next) => {
    const log = app.deps.log.child({ event: name, eventId: id, tenantId, requestId });
    try {
      await next();
      handled.inc({ event: name, outcome: 'ok' });
      log.debug('event handled');
    } catch (error) {
      handled.inc({ event: name, outcome: 'failed' });
      log.error({ err: error }, 'an event handler failed');
    }
  });
}

const isSlot = (name: EventName) => name === 'slot.taken' || name === 'slot.freed';

function show(io: Io, { name, tenantId, payload }: DomainEvent<EventName>): void {
  const audience = audiences[name] as Audience<EventName> | 'nobody';
  if (audience === 'nobody' || isSlot(name)) return;
  const known = payload as EventPayload<EventName>;
  // The map is typed event by event; socket.io's types cannot follow a name that is not known here.
  const everyone = io.to(audience.rooms(tenantId, known)) as {
    emit: (name: string, payload: unknown) => boolean;
  };
  everyone.emit(name, audience.show(known));
}

/** Handlers run in this order: nothing is looked up again before the cache has forgotten it. */
function addHandlers(
  dispatcher: Dispatcher<Events>,
  { deps }: App,
  io: Io,
  listeners: Listeners,
  ticks: Ticks,
): void {
  dispatcher.on(names, async ({ name, tenantId, payload }) => {
    const stale = invalidationsOf(name, payload);
    await Promise.all(stale.map(({ topic, key }) => deps.cache.invalidate(tenantId, topic, key)));
  });
  dispatcher.on(names, (event) => show(io, event));
  // Everybody's open pages learn that free time changed, and nothing of whose booking it was.
  dispatcher.on(['booking.created', 'booking.updated', 'booking.cancelled'], ({ tenantId, payload }) => {
    ticks.business(tenantId, payload.businessId);
  });
  dispatcher.on(['slot.taken', 'slot.freed'], ({ name, tenantId, payload }) => {
    ticks.slot(tenantId, name, payload);
  });
  dispatcher.on('session.ended', ({ tenantId, payload }) => {
    for (const id of payload.sessionIds) io.in(rooms.session(tenantId, id)).disconnectSockets(true);
  });
  dispatcher.on(['role.granted', 'role.revoked', 'user.updated'], ({ tenantId, payload }) =>
    listeners.review(rooms.user(tenantId, payload.userId)),
  );
  dispatcher.on('tenant.suspended', ({ tenantId }) => {
    io.in(rooms.tenant(tenantId)).disconnectSockets(true);
  });
}

/**
 * What this process does about events, its own and those of the others: forgets what it cached, tells its sockets,
 * closes those that may not listen any more.
 * @returns a function that ends it
 */
export function consumeBus(app: App, io: Io, listeners: Listeners): () => void {
  const { bus, cache, log, metrics } = app.deps;
  const dispatcher = createDispatcher<Events>();
  addMiddleware(dispatcher, app);
  const ticks = gatherTicks(io);
  addHandlers(dispatcher, app, io, listeners, ticks);
  const gaps = new Counter({
    name: 'turnero_bus_gaps_total',
    help: 'How often the bus was interrupted, and this process had to forget what it had cached',
    registers: [metrics],
  });
  bus.onGap(() => {
    gaps.inc();
    log.warn('the bus was interrupted: forgetting what is cached, asking browsers to look again');
    cache.clear();
    io.emit('resync');
    void listeners.reviewAll();
  });
  const unsubscribe = bus.subscribe((message) => {
    const event = eventOf(message, app);
    if (event) void dispatcher.dispatch(event);
  });
  return () => {
    unsubscribe();
    ticks.close();
  };
}
