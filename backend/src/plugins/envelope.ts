import { hash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import * as z from 'zod/mini';
import type { App } from '../app.ts';
import { version } from '../lib/version.ts';

const meta = z.object({ timestamp: z.string(), version: z.string(), requestId: z.string() });

/** What every refusal looks like. */
export const errorReply = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    details: z.array(z.object({ field: z.string(), message: z.string() })),
    /** What a client needs to go on, of the few refusals that have it. */
    data: z.optional(z.looseObject({})),
  }),
  meta: z.object({ timestamp: z.string(), requestId: z.string() }),
});
z.globalRegistry.add(errorReply, {
  id: 'Error',
  description: 'A refusal; screens translate it by its code.',
});

/** What a handler returns; the envelope around it is added here. */
type Reply<Data> = z.ZodMiniType<{ data: Data }>;
type ListReply<Data> = z.ZodMiniType<{ data: Data[]; nextCursor?: string | null | undefined }>;

function envelope(data: z.ZodMiniType, around: z.ZodMiniObject = meta) {
  return z.object({ data, meta: around, errors: z.array(z.never()) });
}

// The handler's view (data) and the wire's (data in its envelope) differ by what this plugin adds in between, which
// the type provider cannot know: hence the casts.

/** Response of a handler that returns `{ data }`, to be spread into `schema.response`. */
export function reply200<Schema extends z.ZodMiniType>(data: Schema): { 200: Reply<z.output<Schema>> } {
  return { 200: envelope(data) as unknown as Reply<z.output<Schema>> };
}

/** The same for what has just been created. */
export function reply201<Schema extends z.ZodMiniType>(data: Schema): { 201: Reply<z.output<Schema>> } {
  return { 201: envelope(data) as unknown as Reply<z.output<Schema>> };
}

/** Response of a handler that returns `null` with status 204. */
export function reply204(): { 204: z.ZodMiniNull } {
  return { 204: z.null() };
}

/** Response of a handler that returns one page: `{ data: [...], nextCursor }`. */
export function list200<Schema extends z.ZodMiniType>(item: Schema): { 200: ListReply<z.output<Schema>> } {
  const paged = z.extend(meta, { nextCursor: z.optional(z.string()) });
  return { 200: envelope(z.array(item), paged) as unknown as ListReply<z.output<Schema>> };
}

interface Answer {
  data: unknown;
  nextCursor?: string | null;
}

const isAnswer = (payload: unknown): payload is Answer =>
  typeof payload === 'object' && payload !== null && 'data' in payload;

const metaOf = ({ id }: FastifyRequest) => ({ timestamp: new Date().toISOString(), version, requestId: id });

const DATA = Buffer.from('{"data":');

/** What an answer says, whenever and to whomever it is sent. */
interface Said {
  /** JSON. */
  data: string;
  nextCursor: string | undefined;
}

/** Relies on the order of the envelope's keys. @returns undefined for a payload in no envelope */
export function saidIn(payload: string): Said | undefined {
  const end = payload.startsWith('{"data":') ? payload.lastIndexOf(',"meta":{') : -1;
  if (end === -1) return undefined;
  const { meta } = JSON.parse(`{${payload.slice(end + 1)}`) as { meta: { nextCursor?: string } };
  return { data: payload.slice(DATA.length, end), nextCursor: meta.nextCursor };
}

/** Weak, for the envelope's time and request id differ in every answer. */
export const tagOf = ({ data, nextCursor = '' }: Said): string =>
  `W/"${hash('sha1', data + nextCursor, 'base64url')}"`;

/**
 * Answers with data that is JSON already, in the envelope: for large answers that are kept. Nothing compares them with the
 * route's schema.
 * @param data JSON in UTF-8
 * @param tag its ETag
 */
export function sendJson(
  request: FastifyRequest,
  reply: FastifyReply,
  data: Buffer,
  tag: string,
  nextCursor?: string,
): FastifyReply {
  const meta = { ...metaOf(request), nextCursor };
  const end = Buffer.from(`,"meta":${JSON.stringify(meta)},"errors":[]}`);
  return reply
    .header('content-type', 'application/json; charset=utf-8')
    .header('etag', tag)
    .send(Buffer.concat([DATA, data, end]));
}

/** Statuses in which any route may refuse: by its input, its tenant, its limits; unsafe ones by what they do, too. */
const refusals = (method: string) => [
  ...[400, 401, 403, 404, 429, 500, 503],
  ...(method === 'GET' ? [] : [409, 413, 415, 422]),
];

/** `{ data }` becomes `{ data, meta, errors }`, and every documented route also documents its refusals. */
export const envelopePlugin = fp(
  async (app: App) => {
    app.addHook('onRoute', (route) => {
      const { schema, method } = route;
      if (!schema || schema.hide || !route.url.startsWith('/api/')) return;
      const errors = Object.fromEntries(refusals(String(method)).map((status) => [status, errorReply]));
      schema.response = { ...errors, ...(schema.response as object | undefined) };
    });
    app.addHook('preSerialization', async (request, _reply, payload) => {
      if (!isAnswer(payload) || !request.url.startsWith('/api/')) return payload;
      const { data, nextCursor } = payload;
      return {
        data,
        meta: { ...metaOf(request), ...(nextCursor ? { nextCursor } : {}) },
        errors: [],
      };
    });
  },
  { name: 'envelope' },
);
