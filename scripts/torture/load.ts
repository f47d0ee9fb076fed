import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { Agent } from 'undici';
import { send, type Question, type Reply } from '../lib/send.ts';

/** A site that people use, and what can be booked there. */
export interface Site {
  port: number;
  /** With the port, as browsers say it. */
  host: string;
  serviceId: string;
  locationId: string;
  /** A start that is free, another each time. */
  nextStart: () => string;
  /** Whether there is a web process to make its pages. */
  hasPages: boolean;
}

/** What people got since they were asked last. */
export interface Taken {
  /** Good answers, by what was asked for. */
  answered: Record<string, number>;
  /** Requests without a good answer, with what came instead. */
  failed: string[];
  /** Bookings that a repetition under the same key did not bring either. */
  lost: string[];
}

export interface Load {
  take: () => Taken;
  /** How often the socket of a page was connected. */
  connections: () => number;
  /** Lets everybody finish. @returns bookings that were promised and are not there, and whether the socket still hears of new ones */
  stop: () => Promise<{ missing: string[]; hears: boolean }>;
}

const PEOPLE = 6;
/** Longer than any process is away. */
const RETRY_MS = 20_000;
const HEARD_WITHIN_MS = 5_000;

const noted = (what: string, outcome: Reply | Error) =>
  `${what}: ${outcome instanceof Error ? outcome.message : `${outcome.status} ${outcome.text.slice(0, 200)}`}`;

/** People who look for free time, book, and read pages, one request after the other each, and a page that listens. @param pauseMs of each, after an answer */
export async function startLoad(site: Site, pauseMs = 40): Promise<Load> {
  const { port, host } = site;
  const agent = new Agent({ connections: 64 });
  const ask = (path: string, question: Pick<Question, 'headers' | 'body'> = {}): Promise<Reply | Error> =>
    send({ port, host, path, agent, ...question }).catch((error: unknown) =>
      error instanceof Error ? error : new Error(String(error)),
    );
  const isGood = (outcome: Reply | Error, status: number): outcome is Reply =>
    !(outcome instanceof Error) && outcome.status === status;

  let taken: Taken = { answered: {}, failed: [], lost: [] };
  const count = (what: string) => (taken.answered[what] = (taken.answered[what] ?? 0) + 1);
  const promised = new Map<string, string>();

  async function book(): Promise<void> {
    const key = randomUUID();
    const customer = { name: 'Person', email: `${key}@load.example` };
    const body = { items: [{ serviceId: site.serviceId }], start: site.nextStart(), customer };
    const attempt = () => ask('/api/v1/bookings', { headers: { 'idempotency-key': key }, body });
    let outcome = await attempt();
    if (!isGood(outcome, 201)) {
      taken.failed.push(noted('booking', outcome));
      for (
        const end = Date.now() + RETRY_MS;
        !isGood(outcome, 201) && Date.now() < end;
        outcome = await attempt()
      )
        await sleep(100);
    }
    if (!isGood(outcome, 201)) {
      taken.lost.push(noted(key, outcome));
      return;
    }
    const { data } = JSON.parse(outcome.text) as { data: { id: string; token: string } };
    promised.set(data.id, data.token);
    count('booking');
  }

  async function look(what: string, path: string, headers: Record<string, string> = {}): Promise<void> {
    const outcome = await ask(path, { headers });
    if (isGood(outcome, 200)) count(what);
    else taken.failed.push(noted(what, outcome));
  }

  const free = `/api/v1/availability?serviceId=${site.serviceId}&locationId=${site.locationId}`;
  const things = [
    book,
    () => look('availability', free),
    ...(site.hasPages ? [() => look('page', '/', { accept: 'text/html' })] : []),
  ];
  let isOver = false;
  const lives = Array.from({ length: PEOPLE }, async (_, person) => {
    for (let turn = person; !isOver; turn += 1) {
      await things[turn % things.length]?.();
      await sleep(pauseMs);
    }
  });

  let connected = 0;
  let heard = 0;
  const socket = io(`http://127.0.0.1:${port}`, {
    transports: ['websocket'],
    forceNew: true,
    reconnectionDelay: 50,
    reconnectionDelayMax: 500,
    extraHeaders: { host, origin: `http://${host}` },
  });
  socket.on('connect', () => (connected += 1));
  socket.on('slot.taken', () => (heard += 1));

  return {
    take() {
      const now = taken;
      taken = { answered: {}, failed: [], lost: [] };
      return now;
    },
    connections: () => connected,
    async stop() {
      isOver = true;
      await Promise.all(lives);
      const before = heard;
      await book();
      for (const end = Date.now() + HEARD_WITHIN_MS; heard === before && Date.now() < end;) await sleep(20);
      socket.disconnect();
      const missing: string[] = [];
      for (const [id, token] of promised) {
        const outcome = await ask(`/api/v1/bookings/${id}`, { headers: { 'x-booking-token': token } });
        if (!isGood(outcome, 200)) missing.push(noted(id, outcome));
      }
      await agent.destroy();
      return { missing, hears: heard > before };
    },
  };
}
