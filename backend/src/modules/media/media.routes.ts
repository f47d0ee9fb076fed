import multipart, { type MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import * as z from 'zod/mini';
import type { App } from '../../app.ts';
import { commonErrors, failWith } from '../../lib/errors.ts';
import { changesOf } from '../catalogue/catalogue.changes.ts';
import { list200, reply200, reply201, reply204 } from '../../plugins/envelope.ts';
import {
  picturesQuery,
  cropBody,
  imageParams,
  mediaChange,
  mediaParams,
  picture,
  pictureChoice,
  UPLOAD_BYTES,
  uploadFields,
} from './media.contract.ts';
import { imageOf, storageKeyOf } from './media.serve.ts';
import {
  chooseCover,
  choosePortrait,
  cropPicture,
  describePicture,
  listPictures,
  removePicture,
  uploadPicture,
} from './media.service.ts';

const fail = failWith(commonErrors);

const refuse = (field: string, message: string) => fail('VALIDATION', { details: [{ field, message }] });

function jsonOf(field: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refuse(field, 'is JSON');
  }
}

/** The fields of a form that stand before its file; `alt` and `crop` are JSON. */
function fieldsOf({ fields }: MultipartFile): z.output<typeof uploadFields> {
  const given: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    if (!field || Array.isArray(field) || field.type !== 'field') continue;
    const text = String(field.value);
    given[name] = name === 'businessId' ? text : jsonOf(name, text);
  }
  const checked = z.safeParse(uploadFields, given);
  if (checked.success) return checked.data;
  const details = checked.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
  throw fail('VALIDATION', { details });
}

async function uploadOf(request: FastifyRequest) {
  const part = request.isMultipart() ? await request.file() : undefined;
  if (!part) throw refuse('file', 'is a picture, sent as multipart/form-data after the other fields');
  const file = await part.toBuffer();
  const { businessId = null, alt = {}, crop } = fieldsOf(part);
  return { file, businessId, alt, crop };
}

/** Pictures of businesses and people: uploaded, cut, described, and drawn in the sizes that pages ask for. */
export async function mediaRoutes(app: App): Promise<void> {
  const { media: store } = app.deps;
  const tags = ['Media'];
  const config = { access: 'signedIn' } as const;
  const { change } = changesOf(app);
  await app.register(multipart, { limits: { files: 1, fields: 5, fieldSize: 4096, fileSize: UPLOAD_BYTES } });

  app.post(
    '/media',
    {
      config: { ...config, rateLimit: { max: 60, windowSeconds: 60 } },
      schema: {
        tags,
        operationId: 'uploadPicture',
        summary: 'Upload a picture (multipart/form-data: businessId, alt, crop, and then file)',
        consumes: ['multipart/form-data'],
        response: reply201(picture),
      },
    },
    async (request, reply) => {
      const data = await uploadPicture(request.ctx, store, await uploadOf(request));
      return reply.code(201).send({ data });
    },
  );

  app.get(
    '/media',
    {
      config,
      schema: {
        tags,
        operationId: 'listPictures',
        summary: 'The pictures of a business, or the own ones of the tenant',
        querystring: picturesQuery,
        response: list200(picture),
      },
    },
    (request) => listPictures(request.ctx, request.query),
  );

  app.post(
    '/media/:id/crops',
    {
      config,
      schema: {
        tags,
        operationId: 'cropPicture',
        summary: 'A part of a picture, as a new one',
        params: mediaParams,
        body: cropBody,
        response: reply201(picture),
      },
    },
    async (request, reply) => {
      const data = await cropPicture(request.ctx, store, request.params.id, request.body.crop);
      return reply.code(201).send({ data });
    },
  );

  app.patch(
    '/media/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'describePicture',
        summary: 'Say what is seen on a picture',
        params: mediaParams,
        body: mediaChange,
        response: reply200(picture),
      },
    },
    (request) => change(request, (ctx) => describePicture(ctx, request.params.id, request.body.alt)),
  );

  app.delete(
    '/media/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'removePicture',
        summary: 'Take a picture away',
        params: mediaParams,
        response: reply204(),
      },
    },
    async (request, reply) => {
      await change(request, (ctx) => removePicture(ctx, request.params.id));
      await app.deps.cache.invalidate(request.ctx.tenant.id, 'media', request.params.id);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/media/:id/:name',
    {
      config: { access: 'public' },
      schema: {
        tags,
        operationId: 'showPicture',
        summary: 'An image of a picture, `<width>.<format>`: drawn at the first request, then kept',
        params: imageParams,
      },
    },
    async (request, reply) => {
      const { ctx, params } = request;
      const [width = '', format = ''] = params.name.split('.');
      const storageKey = await app.deps.cache.get(ctx.tenant.id, 'media', params.id, () =>
        storageKeyOf(ctx, params.id),
      );
      const image =
        storageKey === null
          ? undefined
          : await imageOf(store, storageKey, Number(width), format === 'avif' ? 'avif' : 'webp');
      if (!image) throw fail('NOT_FOUND');
      return reply
        .type(`image/${format}`)
        .header('cache-control', 'public, max-age=31536000, immutable')
        .send(image);
    },
  );

  app.put(
    '/businesses/:id/cover',
    {
      config,
      schema: {
        tags,
        operationId: 'chooseCover',
        summary: "Choose a business's cover; null: the drawn one",
        params: mediaParams,
        body: pictureChoice,
        response: reply204(),
      },
    },
    async (request, reply) => {
      await change(request, (ctx) => chooseCover(ctx, request.params.id, request.body.mediaId));
      return reply.code(204).send(null);
    },
  );

  app.put(
    '/providers/:id/portrait',
    {
      config,
      schema: {
        tags,
        operationId: 'choosePortrait',
        summary: "Choose a provider's portrait; null: the drawn one",
        params: mediaParams,
        body: pictureChoice,
        response: reply204(),
      },
    },
    async (request, reply) => {
      await change(request, (ctx) => choosePortrait(ctx, request.params.id, request.body.mediaId));
      return reply.code(204).send(null);
    },
  );
}
