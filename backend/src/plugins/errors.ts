import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { App } from '../app.ts';
import { commonErrors, fail, type AppError } from '../lib/errors.ts';
import { toAppError } from './errors.map.ts';
import { rememberMethods } from './errors.methods.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The code with which it was refused. */
    refusal?: string;
  }
}

interface Failure {
  error: Pick<AppError, 'code' | 'message' | 'details' | 'data'>;
  meta: { timestamp: string; requestId: string };
}

function failure({ code, message, details, data }: AppError, requestId: string): Failure {
  return {
    error: { code, message, details, data },
    meta: { timestamp: new Date().toISOString(), requestId },
  };
}

/** Answers with an error that nothing else has answered; our own faults are logged with what caused them. */
export function sendError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const error = toAppError(thrown);
  request.refusal = error.code;
  if (error.code === 'INTERNAL') request.log.error({ err: thrown }, 'request failed');
  else if (error.status >= 500) request.log.warn({ err: thrown }, 'request refused for now');
  if (error.retryAfterSeconds !== undefined) void reply.header('retry-after', error.retryAfterSeconds);
  void reply
    .code(error.status)
    .header('content-type', 'application/json; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('x-request-id', request.id)
    // As text: what could not be serialised must not fail a second time.
    .send(JSON.stringify(failure(error, request.id)));
}

/** Answers on the bare socket what is not HTTP enough to become a request. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status =
    error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  const { message } = commonErrors.VALIDATION;
  const body = JSON.stringify({
    error: { code: 'VALIDATION', message, details: [{ field: 'request', message: STATUS_CODES[status] }] },
    meta: { timestamp: new Date().toISOString(), requestId: '' },
  });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

/** Every refusal in the one form, whoever it comes from. */
export const errorsPlugin = fp(
  async (app: App) => {
    const methodsOf = rememberMethods(app);
    app.setErrorHandler(sendError);
    app.setNotFoundHandler((request, reply) => {
      const methods = methodsOf(request.url.split('?', 1)[0] ?? '');
      if (methods.length === 0) throw fail('NOT_FOUND');
      void reply.header('allow', methods.join(', '));
      throw fail('METHOD_NOT_ALLOWED');
    });
  },
  { name: 'errors' },
);
