import Fastify from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod/mini';
import type { App } from '../src/app.ts';
import { closeDeps, openDeps, type Deps } from '../src/deps.ts';
import { corsPlugin } from '../src/plugins/cors.ts';
import { envelopePlugin, reply200 } from '../src/plugins/envelope.ts';
import { errorsPlugin } from '../src/plugins/errors.ts';
import { healthPlugin } from '../src/plugins/health.ts';
import { limitsPlugin } from '../src/plugins/limits.ts';
import { openapiPlugin } from '../src/plugins/openapi.ts';
import { requestsPlugin, serverOptions } from '../src/plugins/requests.ts';
import { securityPlugin } from '../src/plugins/security.ts';
import { tenantPlugin } from '../src/plugins/tenant.ts';
import { testDatabase, type TestDatabase } from './database.ts';

export interface SmallApp extends TestDatabase {
  app: App;
  deps: Deps;
  close: () => Promise<void>;
}

/** What a refusal or an answer looks like to a test. */
export interface Answer {
  data?: unknown;
  meta?: { timestamp: string; version?: string; requestId: string };
  error?: { code: string; message: string; details: { field: string; message: string }[] };
}

/** What cuts across the API without its modules: everybody is a guest, and the routes are the test's own. */
export async function assemble(deps: Deps, routes: (app: App) => void): Promise<App> {
  const app: App = Fastify(serverOptions(deps))
    .setValidatorCompiler(validatorCompiler)
    .setSerializerCompiler(serializerCompiler)
    .withTypeProvider<ZodTypeProvider>();
  app.decorate('deps', deps);
  await app.register(requestsPlugin);
  await app.register(errorsPlugin);
  await app.register(envelopePlugin);
  await app.register(securityPlugin);
  await app.register(limitsPlugin);
  await app.register(tenantPlugin);
  await app.register(corsPlugin);
  await app.register(openapiPlugin);
  await app.register(healthPlugin);
  app.addHook('onRequest', async (request) => {
    const { tenant, id: requestId } = request;
    if (!tenant) return;
    const actor = {
      kind: 'guest',
      id: null,
      sessionId: null,
      permissions: new Set<string>(),
      grants: [],
    } as const;
    request.ctx = { database: deps.database, tenant, actor, now: deps.clock, log: deps.log, requestId };
  });
  routes(app);
  await app.ready();
  return app;
}

/** The same on a database of its own with the tenants fade (also at fade.example) and smash. */
export async function smallApp(routes: (app: App) => void): Promise<SmallApp> {
  const database = await testDatabase();
  await database.asOwner(`INSERT INTO tenants (slug, name, vertical)
    VALUES ('fade', 'Fade', 'barbershop'), ('smash', 'Smash', 'padel-club')`);
  await database.asOwner(`INSERT INTO domains (host, tenant_id, verified_at)
    SELECT host, id, verified FROM tenants,
      (VALUES ('fade.example', now()), ('soon.example', null::timestamptz)) AS d (host, verified)
    WHERE slug = 'fade'`);
  const deps = await openDeps(database.env, 'test');
  const app = await assemble(deps, routes);
  return {
    ...database,
    app,
    deps,
    async close() {
      await app.close();
      await closeDeps(deps);
      await database.drop();
    },
  };
}

const person = z.strictObject({ name: z.string().check(z.maxLength(50)), age: z.optional(z.int()) });

/** Routes that take a person and find one. */
export function peopleRoutes(api: App): void {
  api.post(
    '/api/v1/people',
    {
      config: { access: 'public' },
      schema: { body: person, response: reply200(z.object({ name: z.string() })) },
    },
    async (request) => ({ data: request.body }),
  );
  api.get(
    '/api/v1/people/:id',
    {
      config: { access: 'public' },
      schema: {
        params: z.strictObject({ id: z.uuid() }),
        querystring: z.strictObject({ q: z.optional(z.string()) }),
        response: reply200(z.object({ id: z.string() })),
      },
    },
    async (request) => ({ data: { id: request.params.id } }),
  );
}
