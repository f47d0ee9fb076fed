import fp from 'fastify-plugin';
import { LRUCache } from 'lru-cache';
import type { App } from '../app.ts';
import { inPrepared, type Ctx } from '../lib/context.ts';
import { statement } from '../lib/database.ts';
import { lifeAt, versionOf } from '../modules/availability/availability.freshness.ts';
import { saidIn, sendJson, tagOf } from './envelope.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * Guests are given what was answered before, while nothing has changed in the business whose id or slug this tells, or in
     * the whole tenant where it tells none. Only for answers that are everybody's.
     */
    kept?: (request: FastifyRequest) => string | undefined;
  }
  interface FastifyInstance {
    /** The ETag of what a guest would be given from memory; undefined where that has to be computed. @param url path and query */
    keptTag: (ctx: Ctx, url: string) => Promise<string | undefined>;
  }
  interface FastifyRequest {
    /** Set where the answer will be kept. */
    keeping: Keeping | null;
  }
}

/** How long an answer holds: see modules/availability/availability.freshness.ts. */
interface Keeping {
  businessId: string | null;
  version: string;
  /** On the process's own clock, in milliseconds. */
  until: number;
}

interface Kept extends Keeping {
  json: Buffer;
  tag: string;
  nextCursor: string | undefined;
}

/** Of all kept answers together. */
const MOST_BYTES = 32 * 1024 * 1024;

const BUSINESS = statement<{ id: string }>(
  'SELECT id FROM businesses WHERE tenant_id = $1 AND (slug = $2::citext OR id::text = $2)',
);

/** @returns null where there is none: what is answered then rests on all of them */
async function businessOf(ctx: Ctx, idOrSlug: string): Promise<string | null> {
  const [row] = await inPrepared(ctx, ({ sql }) => sql(BUSINESS, [ctx.tenant.id, idOrSlug]));
  return row?.id ?? null;
}

const keyOf = ({ tenant }: Ctx, url: string) => `${tenant.id} ${url}`;

/** Keeps what guests are answered, for the guests after them. */
export const keptPlugin = fp(
  async (app: App) => {
    const { deps } = app;
    const shelf = new LRUCache<string, Kept>({
      maxSize: MOST_BYTES,
      sizeCalculation: ({ json }) => json.length,
    });

    /** What still holds. */
    async function keptFor(ctx: Ctx, url: string): Promise<Kept | undefined> {
      const kept = shelf.get(keyOf(ctx, url));
      if (!kept || kept.until <= performance.now()) return undefined;
      const version = await versionOf(deps, ctx.tenant.id, kept.businessId);
      return version === kept.version ? kept : undefined;
    }

    app.decorate('keptTag', async (ctx, url) => (await keptFor(ctx, url))?.tag);
    app.decorateRequest('keeping', null);

    app.addHook('preHandler', async (request, reply) => {
      const { ctx, tenant, method, routeOptions, url } = request;
      const { kept: named } = routeOptions.config;
      if (!named || !tenant || method !== 'GET' || ctx.actor.kind !== 'guest') return;
      const kept = await keptFor(ctx, url);
      if (kept) return sendJson(request, reply, kept.json, kept.tag, kept.nextCursor);
      const until = performance.now() + lifeAt(ctx.now());
      const name = named(request);
      const businessId = name === undefined ? null : await businessOf(ctx, name);
      const version = await versionOf(deps, tenant.id, businessId);
      if (version !== undefined) request.keeping = { businessId, version, until };
    });

    app.addHook('onSend', async (request, reply, payload) => {
      const { keeping } = request;
      if (!keeping || reply.statusCode !== 200 || typeof payload !== 'string') return payload;
      const said = saidIn(payload);
      if (!said) return payload;
      const [json, tag] = [Buffer.from(said.data), tagOf(said)];
      shelf.set(keyOf(request.ctx, request.url), { ...keeping, json, tag, nextCursor: said.nextCursor });
      reply.header('etag', tag);
      return payload;
    });
  },
  { name: 'kept' },
);
