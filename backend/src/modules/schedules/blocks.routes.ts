import type { App } from '../../app.ts';
import { list200, reply200, reply201, reply204 } from '../../plugins/envelope.ts';
import { changesOf } from '../catalogue/catalogue.changes.ts';
import { idParams } from '../catalogue/manage.contract.ts';
import { betweenQuery, block, blockBody, blockChange } from './blocks.contract.ts';
import { addBlock, changeBlock, listBlocks, removeBlock } from './blocks.service.ts';

const tags = ['Schedules'];
const config = { access: 'schedule:read', scope: 'any' } as const;
const description = 'To change it takes `schedule:write` there, or that it is your own.';

const SUBJECTS = [
  { kind: 'provider', path: '/providers/:id', noun: 'Provider', whose: 'a provider' },
  { kind: 'resource-unit', path: '/resource-units/:id', noun: 'ResourceUnit', whose: 'a unit' },
] as const;

/** Time taken for nobody. */
export async function blockRoutes(app: App): Promise<void> {
  const { change, create } = changesOf(app);

  for (const { kind, path, noun, whose } of SUBJECTS) {
    app.get(
      `${path}/blocks`,
      {
        config,
        schema: {
          tags,
          operationId: `list${noun}Blocks`,
          summary: `The blocks in the time of ${whose}`,
          params: idParams,
          querystring: betweenQuery,
          response: list200(block),
        },
      },
      (request) => listBlocks(request.ctx, kind, request.params.id, request.query),
    );

    app.post(
      `${path}/blocks`,
      {
        config: { ...config, idempotent: true },
        schema: {
          tags,
          operationId: `add${noun}Block`,
          summary: `Block time of ${whose}; refused where it is taken`,
          description,
          params: idParams,
          body: blockBody,
          response: reply201(block),
        },
      },
      (request, reply) =>
        create(request, reply, (ctx) => addBlock(ctx, kind, request.params.id, request.body)),
    );
  }

  app.patch(
    '/blocks/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'changeBlock',
        summary: 'Move or stretch blocked time; refused where that is taken',
        description,
        params: idParams,
        body: blockChange,
        response: reply200(block),
      },
    },
    (request) => change(request, (ctx) => changeBlock(ctx, request.params.id, request.body)),
  );

  app.delete(
    '/blocks/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'removeBlock',
        summary: 'Free blocked time',
        description,
        params: idParams,
        response: reply204(),
      },
    },
    async (request, reply) => {
      await change(request, (ctx) => removeBlock(ctx, request.params.id));
      return reply.code(204).send(null);
    },
  );
}
