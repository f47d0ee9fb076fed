import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { requestIdOf } from '../lib/request-id.ts';

/** What front says itself, when nobody behind it can. */
export const answers = {
  BAD_REQUEST: { status: 400, message: 'The request is not one that we understand.' },
  BAD_GATEWAY: { status: 502, message: 'The answer was cut off; try again in a moment.' },
  UNAVAILABLE: { status: 503, message: 'A part of the service is not available; try again in a moment.' },
  TIMEOUT: { status: 504, message: 'The answer took too long; try again in a moment.' },
} as const;

export type AnswerCode = keyof typeof answers;

const retryAfterSeconds = 2;

/** Answers for an upstream: the API's envelope where a program reads it, a small page where a person does. */
export function answer(
  req: IncomingMessage,
  res: ServerResponse,
  code: AnswerCode,
  forProgram: boolean,
): void {
  if (res.headersSent || res.destroyed) {
    res.destroy();
    return;
  }
  const { status, message } = answers[code];
  const requestId = requestIdOf(req);
  const body = forProgram ? envelope(code, message, requestId) : page(message, requestId);
  const headers: OutgoingHttpHeaders = {
    'content-type': forProgram ? 'application/json; charset=utf-8' : 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-request-id': requestId,
  };
  if (status === 503) headers['retry-after'] = String(retryAfterSeconds);
  // What is left of the request is not read, so the connection cannot carry another one.
  if (!req.complete) headers['connection'] = 'close';
  res.writeHead(status, headers);
  res.end(req.method === 'HEAD' ? undefined : body);
}

function envelope(code: AnswerCode, message: string, requestId: string): string {
  const meta = { timestamp: new Date().toISOString(), requestId };
  return JSON.stringify({ error: { code, message, details: [] }, meta });
}

function page(message: string, requestId: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>One moment</title>
<body style="font: 1.125rem/1.5 system-ui; max-width: 32rem; margin: 20vh auto; padding: 0 1rem">
<h1>One moment</h1>
<p>${message}</p>
<p><a href="">Try again</a></p>
<p><small>${requestId}</small></p>
</html>
`;
}
