import multipart from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import * as z from 'zod/mini';
import type { App } from '../../app.ts';
import { fail } from '../../lib/errors.ts';
import { reply200, reply201 } from '../../plugins/envelope.ts';
import { bookingHeaders, bookingParams } from '../bookings/bookings.contract.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import { bookingFileParams, bookingIntake, FILE_BYTES, fileFields, uploadedFile } from './intake.contract.ts';
import { uploadFile } from './intake.files.ts';
import { findFile, showIntake } from './intake.show.ts';

const refuse = (field: string, message: string) => fail('VALIDATION', { details: [{ field, message }] });

async function uploadOf(request: FastifyRequest): Promise<{ businessId: string; file: Buffer }> {
  const part = request.isMultipart() ? await request.file() : undefined;
  if (!part) throw refuse('file', 'is sent as multipart/form-data after businessId');
  const file = await part.toBuffer();
  const { businessId: field } = part.fields;
  const businessId = field && !Array.isArray(field) && field.type === 'field' ? field.value : undefined;
  const checked = z.safeParse(fileFields, { businessId });
  if (!checked.success) throw refuse('businessId', 'is the id of the business, before the file');
  return { ...checked.data, file };
}

/** What is asked with a booking: files to answer with, and what was answered. */
export async function intakeRoutes(app: App): Promise<void> {
  const { env, verticals, media: store } = app.deps;
  const secret = env.APP_SECRET;
  const tags = ['Bookings'];
  await app.register(multipart, { limits: { files: 1, fields: 1, fieldSize: 100, fileSize: FILE_BYTES } });

  const keyIn = ({ headers }: FastifyRequest) => {
    const token = headers['x-booking-token'];
    return { secret, token: typeof token === 'string' ? token : undefined };
  };

  app.post(
    '/intake-files',
    {
      config: { access: 'public', rateLimit: { max: 20, windowSeconds: 60 } },
      schema: {
        tags,
        operationId: 'uploadIntakeFile',
        summary: 'Upload a file to answer a form with (multipart/form-data: businessId, and then file)',
        consumes: ['multipart/form-data'],
        response: reply201(uploadedFile),
      },
    },
    async (request, reply) => {
      const data = await uploadFile(request.ctx, { store, secret }, await uploadOf(request));
      return reply.code(201).send({ data });
    },
  );

  app.get(
    '/bookings/:id/intake',
    {
      config: { access: 'public' },
      schema: {
        tags,
        operationId: 'showIntake',
        summary: 'What was asked with a booking and answered, and who comes along',
        params: bookingParams,
        headers: bookingHeaders,
        response: reply200(bookingIntake),
      },
    },
    async (request) => {
      const vertical = verticalOf(verticals, request.ctx.tenant);
      return { data: await showIntake(request.ctx, vertical, keyIn(request), request.params.id) };
    },
  );

  app.get(
    '/bookings/:id/intake/files/:fileId',
    {
      config: { access: 'public' },
      schema: {
        tags,
        operationId: 'showIntakeFile',
        summary: 'A file that a booking was answered with, as a download',
        params: bookingFileParams,
        headers: bookingHeaders,
      },
    },
    async (request, reply) => {
      const vertical = verticalOf(verticals, request.ctx.tenant);
      const { storageKey, contentType } = await findFile(
        request.ctx,
        vertical,
        keyIn(request),
        request.params,
      );
      const data = await store.read(storageKey);
      if (!data) throw fail('NOT_FOUND');
      return reply
        .type(contentType)
        .header('content-disposition', 'attachment')
        .header('cache-control', 'private, no-store')
        .send(data);
    },
  );
}
