import {
  type Agent,
  type ClientRequest,
  type IncomingMessage,
  type ServerResponse,
  request,
} from 'node:http';
import { pipeline } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AnswerCode, answer } from './answers.ts';
import { requestHeaders, responseHeaders } from './headers.ts';
import type { Pool, Upstream } from './pool.ts';

export interface RelayOptions {
  pool: Pool;
  agent: Agent;
  trustProxy: boolean;
  /** Milliseconds to look for an upstream that takes the request, as while the only one restarts. */
  patience: number;
  /** Milliseconds that an upstream may stay silent. */
  timeout: number;
  /** Whether a program reads the answer, and not a person. */
  forProgram: boolean;
}

/** `retry`: nothing of the request reached anybody, so another may have it. */
type Outcome = 'done' | 'retry' | AnswerCode;

const pauseBetweenTries = 50;

/** Hands a request to an upstream and its answer back; to the next one when the first cannot be reached. */
export async function relay(req: IncomingMessage, res: ServerResponse, options: RelayOptions): Promise<void> {
  const deadline = Date.now() + options.patience;
  while (!res.destroyed) {
    const upstream = options.pool.pick();
    const outcome = upstream ? await send(upstream, req, res, options) : 'retry';
    if (outcome === 'done') return;
    if (upstream && outcome === 'retry') upstream.failedAt = Date.now();
    if (outcome !== 'retry' || Date.now() >= deadline) {
      answer(req, res, outcome === 'retry' ? 'UNAVAILABLE' : outcome, options.forProgram);
      return;
    }
    await sleep(pauseBetweenTries);
  }
}

function send(
  upstream: Upstream,
  req: IncomingMessage,
  res: ServerResponse,
  options: RelayOptions,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const out = request({
      host: upstream.host,
      port: upstream.port,
      method: req.method,
      path: req.url,
      headers: requestHeaders(req, options.trustProxy),
      agent: options.agent,
      setHost: false,
    });
    const cancel = () => {
      // What was answered before all of it was read is still being sent: browsers read the answer only after that.
      req.unpipe(out).resume();
      out.destroy();
    };
    res.once('close', cancel);
    const settle = (outcome: Outcome) => {
      if (outcome === 'retry') res.off('close', cancel);
      resolve(outcome);
    };

    let connected = false;
    let late = false;
    whenConnected(out, () => {
      connected = true;
      // The body starts to flow only now, so until here the request can still go to somebody else. A pipe and no
      // pipeline: that would take the visitor's connection down together with the upstream's.
      req.pipe(out);
    });
    out.setTimeout(options.timeout, () => {
      late = true;
      out.destroy(new Error('the upstream is silent'));
    });
    out.on('response', (answered) => {
      res.writeHead(answered.statusCode ?? 502, answered.statusMessage, responseHeaders(answered));
      pipeline(answered, res, () => settle('done'));
    });
    out.on('error', () => {
      req.unpipe(out);
      if (res.headersSent || res.destroyed) settle('done');
      else if (!connected || isRepeatable(req, out)) settle('retry');
      else settle(late ? 'TIMEOUT' : 'BAD_GATEWAY');
    });
  });
}

/** An idle connection may close in the moment we use it; a request without a body or an effect can go again. */
function isRepeatable(req: IncomingMessage, out: ClientRequest): boolean {
  const bodiless = !req.headers['content-length'] && !req.headers['transfer-encoding'];
  return out.reusedSocket && bodiless && (req.method === 'GET' || req.method === 'HEAD');
}

function whenConnected(out: ClientRequest, then: () => void): void {
  out.once('socket', (socket) => {
    if (socket.connecting) socket.once('connect', then);
    else then();
  });
}
