// The load, in a process of its own: on bare sockets, so that it takes less of the machine than whom it asks.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { answerParent } from './child.ts';

/** So many clients, each of which sends its next request when the last one is answered. */
export interface Load {
  port: number;
  clients: number;
  /** Whole requests of HTTP/1.1, sent in this order. */
  requests: readonly string[];
  /** Begins anew with the first until so much time is over; left out, each is sent once. */
  seconds?: number;
}

/** What came of it. */
export interface Outcome {
  /** Microseconds from the first request to the last answer, by answers. */
  microseconds: number;
  /** Milliseconds that each answer took, ascending. */
  latencies: number[];
  /** How many answers had which status. */
  statuses: Record<string, number>;
  /** Of the last answer. */
  body: string;
}

const LENGTH = /content-length: *(\d+)/i;
/** How a body ends that does not say beforehand how long it is: with a chunk of nothing. */
const END = Buffer.from('0\r\n\r\n');

/** Reads one answer after the other. A head fits into what comes first; the bodies are only counted, but for the last. */
function reading(socket: Socket, onAnswer: (status: string, body: Buffer[]) => void): void {
  let status = '';
  let missing = 0;
  let body: Buffer[] = [];
  socket.on('data', (chunk) => {
    let rest: Buffer = chunk;
    if (missing === 0) {
      const end = rest.indexOf('\r\n\r\n');
      const head = rest.toString('latin1', 0, end);
      status = head.slice(9, 12);
      missing = Number(LENGTH.exec(head)?.[1] ?? (/chunked/i.test(head) ? Infinity : 0));
      rest = rest.subarray(end + 4);
      body = [];
    }
    missing -= rest.length;
    body.push(rest);
    const isOver = missing === Infinity && Buffer.concat(body.slice(-2)).subarray(-END.length).equals(END);
    if (isOver) missing = 0;
    if (missing === 0) onAnswer(status, body);
  });
}

async function run({ port, clients, requests, seconds }: Load): Promise<Outcome> {
  const sockets = await Promise.all(
    Array.from({ length: clients }, async () => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      await once(socket, 'connect');
      return socket;
    }),
  );
  const latencies: number[] = [];
  const statuses: Record<string, number> = {};
  let last: Buffer[] = [];
  let next = 0;
  const began = performance.now();
  const until = seconds === undefined ? Infinity : began + seconds * 1_000;

  await Promise.all(
    sockets.map(
      (socket) =>
        new Promise<void>((resolve, reject) => {
          let sent = 0;
          function send(): void {
            const now = performance.now();
            const text = seconds === undefined ? requests[next] : requests[next % requests.length];
            if (text === undefined || now > until) {
              resolve();
              return;
            }
            next += 1;
            sent = now;
            socket.write(text);
          }
          reading(socket, (status, body) => {
            latencies.push(performance.now() - sent);
            statuses[status] = (statuses[status] ?? 0) + 1;
            last = body;
            send();
          });
          socket.on('error', reject);
          socket.on('close', () => reject(new Error('The server hung up.')));
          send();
        }),
    ),
  );
  const took = performance.now() - began;
  for (const socket of sockets) socket.removeAllListeners('close').destroy();
  return {
    microseconds: (took * 1_000) / latencies.length,
    latencies: latencies.sort((a, b) => a - b),
    statuses,
    body: Buffer.concat(last).toString(),
  };
}

answerParent((question) => run(question as Load));
