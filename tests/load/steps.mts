// What the scenarios do beside asking: somebody arrives, chooses, is answered, listens.
import { randomBytes, randomInt } from 'node:crypto';
import { io } from 'socket.io-client';
import type { World } from '../../scripts/load/world.ts';

const DAY_MS = 86_400_000;
const WATCH_MS = Number(process.env['WATCH_SECONDS'] ?? 30) * 1_000;

type Wish = World['wishes'][number];
/** What Artillery keeps of one of those who arrive: what was there for all, and what this one found. */
interface Context {
  vars: {
    target: string;
    host: string;
    /** One of those that there are: of a list, Artillery draws one for each who arrives. */
    wishes: Wish;
    address: string;
    days?: { slots: { start: string }[] }[];
    start?: string | undefined;
  };
}
interface Events {
  emit: (kind: 'counter' | 'histogram', name: string, value: number) => void;
}

const some = <T,>(list: readonly T[]) => list[randomInt(list.length)] as T;
const dateIn = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

/** Everybody comes from an address of their own, and wants something. */
export async function arrive({ vars }: Context): Promise<void> {
  const from = randomInt(1, 20);
  Object.assign(vars, {
    ...vars.wishes,
    address: `10.${randomInt(256)}.${randomInt(256)}.${1 + randomInt(254)}`,
    email: `load-${randomBytes(8).toString('hex')}@example.com`,
    from: dateIn(from),
    to: dateIn(from + 6),
  });
}

/** One of the starts that were offered; nothing where all are taken. */
export async function choose({ vars }: Context): Promise<void> {
  const starts = (vars.days ?? []).flatMap(({ slots }) => slots);
  vars.start = starts.length > 0 ? some(starts).start : undefined;
}

/** Counts what may not be: an answer that is neither what was asked for nor a refusal that the rules provide. */
export async function judge(
  _request: unknown,
  { statusCode }: { statusCode: number },
  _context: Context,
  events: Events,
): Promise<void> {
  events.emit('counter', 'answers.wrong', statusCode < 400 || statusCode === 409 ? 0 : 1);
  events.emit('counter', 'bookings.made', statusCode === 201 ? 1 : 0);
}

/** Listens for a while to what others take, as an open page does. */
export async function watch({ vars }: Context, events: Events): Promise<void> {
  const { target, host, address } = vars;
  const began = performance.now();
  const socket = io(target, {
    transports: ['websocket'],
    reconnection: false,
    extraHeaders: { host, origin: `http://${host}`, 'x-forwarded-for': address },
  });
  const heard = new Promise<boolean>((resolve) => {
    socket.once('connect', () => {
      events.emit('counter', 'watchers.connected', 1);
      events.emit('histogram', 'watchers.connect_time', performance.now() - began);
    });
    socket.once('connect_error', () => resolve(false));
    socket.once('slot.taken', () => resolve(true));
    setTimeout(resolve, WATCH_MS, false);
  });
  events.emit('counter', 'watchers.heard', (await heard) ? 1 : 0);
  // Whoever has heard goes on listening: the server has to tell all of them again and again.
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, WATCH_MS - (performance.now() - began))));
  socket.disconnect();
}
