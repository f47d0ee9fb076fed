import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http';

/** Headers between two neighbours, which a proxy never hands on (RFC 9110, 7.6.1). */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Where a visitor may claim to be somebody else; ours are set anew. */
const claims = [
  'forwarded',
  'x-real-ip',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-port',
];

/**
 * The headers of a request as an upstream gets them.
 * @param trustProxy whether another proxy of ours stands before us, so that what it says about the visitor counts
 */
export function requestHeaders(req: IncomingMessage, trustProxy: boolean): OutgoingHttpHeaders {
  const dropped = new Set([...hopByHop, ...namedByConnection(req.headers), ...claims, 'expect']);
  const headers: OutgoingHttpHeaders = Object.fromEntries(
    Object.entries(req.headers).filter(([name]) => !dropped.has(name)),
  );
  // The body arrives unpacked from its chunks; without a length it is packed again.
  if (req.headers['transfer-encoding']) headers['transfer-encoding'] = 'chunked';

  const given = (name: string) => (trustProxy ? req.headers[name]?.toString() : undefined);
  const address = (req.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const before = given('x-forwarded-for');
  headers['x-forwarded-for'] = before ? `${before}, ${address}` : address;
  headers['x-forwarded-host'] = given('x-forwarded-host') ?? req.headers.host ?? '';
  headers['x-forwarded-proto'] = given('x-forwarded-proto') ?? 'http';
  return headers;
}

/** The headers of an answer as the visitor gets them, names and values in turn, repeated ones kept apart. */
export function responseHeaders(answer: IncomingMessage): string[] {
  const dropped = new Set([...hopByHop, ...namedByConnection(answer.headers)]);
  const kept: string[] = [];
  for (let index = 0; index + 1 < answer.rawHeaders.length; index += 2) {
    const [name, value] = [answer.rawHeaders[index] ?? '', answer.rawHeaders[index + 1] ?? ''];
    if (!dropped.has(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}

function namedByConnection(headers: IncomingHttpHeaders): string[] {
  return (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
}
