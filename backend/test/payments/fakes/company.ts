import { setTimeout as wait } from 'node:timers/promises';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';

/** What a company can be told to suffer from. */
export interface Faults {
  /** Every request is answered 503, as by a gateway before it. */
  down: boolean;
  /** Milliseconds before each answer. */
  slow: number;
  /** Answers begin and never end. */
  stall: boolean;
  /** Answers end in their middle. */
  cut: boolean;
  /** So many of the next changes are made, and then answered 500. */
  lose: number;
  /** What it keeps of charges is not known yet. */
  feeless: boolean;
  refusedCurrencies: Set<string>;
}

/** A payment company on loopback that speaks the real one's format. */
export interface Company {
  url: string;
  faults: Faults;
  /** Times of its own: moved by `pass`. */
  clock: () => Date;
  /** Delivers the last that it has sent once more. */
  redeliver: () => Promise<void>;
  /** Does what time does: closes pages that have expired, settles what was delayed. */
  tick: () => Promise<void>;
  /** What it did for one of our payments, in its own notation of amounts. */
  books: (paymentId: string) => Books;
  /** The pages of a payment, also those of which nobody was told; of companies that are asked so. */
  pages?: (paymentId: string) => string[];
  close: () => Promise<void>;
}

export interface Books {
  charges: number;
  taken: string[];
  /** What of it went to the platform. */
  shares: string[];
  givenBack: string[];
}

/** Body as text, for those that read it strictly. */
export type Asked = FastifyRequest<{ Body: string | undefined; Params: Record<string, string> }>;

/** A refusal in the company's own form. */
export class Refused extends Error {
  readonly status: number;
  readonly body: object;
  constructor(status: number, body: object) {
    super(`refused ${status}`);
    this.status = status;
    this.body = body;
  }
}

/** Requests that change nothing at the company, so that losing their answer proves nothing. */
const HARMLESS = ['/v1/oauth2/token', '/v1/notifications/', '/page/', '/pay/'];

export interface Started {
  app: FastifyInstance;
  faults: Faults;
  listen: (port?: number) => Promise<string>;
}

/** A server that reads every body as text and suffers from its faults. */
export function startServer(): Started {
  const faults: Faults = {
    down: false,
    slow: 0,
    stall: false,
    cut: false,
    lose: 0,
    feeless: false,
    refusedCurrencies: new Set(),
  };
  const app = Fastify({
    logger: false,
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.addHook('onRequest', async (_request, reply) => {
    if (faults.down) {
      await reply.status(503).type('text/html').send('<html><body>Service Unavailable</body></html>');
    }
  });
  app.addHook('onSend', async (request: FastifyRequest, reply: FastifyReply, payload) => {
    if (faults.slow > 0) await wait(faults.slow);
    if (faults.stall) {
      reply.hijack();
      reply.raw.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 }).write('{');
    }
    if (faults.cut) return String(payload).slice(0, String(payload).length / 2);
    const changes = request.method !== 'GET' && !HARMLESS.some((path) => request.url.startsWith(path));
    if (faults.lose === 0 || !changes || reply.statusCode >= 400) return payload;
    faults.lose -= 1;
    reply.status(500).type('text/html').removeHeader('content-length');
    return '<html><body>Internal Server Error</body></html>';
  });
  app.setErrorHandler(async (error, _request, reply) => {
    if (error instanceof Refused) return reply.status(error.status).send(error.body);
    return reply.status(500).send({ unexpected: String(error) });
  });
  return { app, faults, listen: (port = 0) => app.listen({ host: '127.0.0.1', port }) };
}

export interface Said<Answer> {
  answer: Answer;
  /** Whether anything was done for it, or it was said before. */
  isNew: boolean;
}

/** Answers by idempotency key, refusals among them: the same question gets the same, another one a conflict. */
export class Replays {
  private readonly known = new Map<string, { question: string; answer: unknown }>();

  /** @param conflict what the company says to the same key with another question */
  answer<Answer>(
    key: string,
    question: string,
    conflict: () => Refused,
    perform: () => Answer,
  ): Said<Answer> {
    const before = this.known.get(key);
    if (before && before.question !== question) throw conflict();
    // As it was then: what comes of it later does not change the answer.
    const answer = before ? before.answer : this.attempt(perform);
    this.known.set(key, { question, answer });
    if (answer instanceof Refused) throw answer;
    return { answer: answer as Answer, isNew: !before };
  }

  private attempt(perform: () => unknown): unknown {
    try {
      return structuredClone(perform());
    } catch (error) {
      if (error instanceof Refused) return error;
      throw error;
    }
  }
}

/** How many `redeliver` delivers. */
export const REPEATED = 20;

/** Sends a webhook as it is; a receiver that fails is not waited for again. */
export async function post(url: string, headers: Record<string, string>, body: string): Promise<void> {
  await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  }).catch(() => undefined);
}

/** What the payer does on the hosted page. */
export type PayerAction = 'pay' | 'fail' | 'delay';

export function actionOf(body: string | undefined): PayerAction {
  const action = new URLSearchParams(body).get('action');
  if (action === 'pay' || action === 'fail' || action === 'delay') return action;
  throw new Refused(400, { error: 'no such button' });
}
