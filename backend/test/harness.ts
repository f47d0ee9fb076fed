import { randomUUID } from 'node:crypto';
import { buildApp, type App } from '../src/app.ts';
import { closeDeps, openDeps, type Deps } from '../src/deps.ts';
import type { Ctx, Tenant } from '../src/lib/context.ts';
import { testDatabase, type TestDatabase } from './database.ts';

export interface TestTenant extends Tenant {
  /** Host header with which its site is asked for. */
  host: string;
  /** A ctx of the system in this tenant, for calling service functions directly. */
  ctx: Ctx;
}

export interface TestApp extends TestDatabase {
  app: App;
  deps: Deps;
  /** Two tenants of one installation, both of the vertical `barbershop`. */
  a: TestTenant;
  b: TestTenant;
  close: () => Promise<void>;
}

async function createTestTenant(deps: Deps, slug: string): Promise<TestTenant> {
  const tenant = { id: randomUUID(), slug, name: `Tenant ${slug}`, vertical: 'barbershop' } satisfies Tenant;
  await deps.operatorDatabase.transaction({ tenantId: null, actorId: null }, (db) =>
    db.tenant.create({ data: { ...tenant } }),
  );
  const ctx: Ctx = {
    database: deps.database,
    tenant,
    actor: { kind: 'system', id: null, sessionId: null, permissions: new Set(), grants: [] },
    now: deps.clock,
    log: deps.log,
    requestId: 'test',
  };
  return { ...tenant, host: `${slug}.localhost`, ctx };
}

/** The whole API on a database of its own: `const t = await testApp()` in beforeAll, `await t.close()` in afterAll. */
export async function testApp(
  overrides: Partial<Deps> = {},
  variables: NodeJS.ProcessEnv = {},
): Promise<TestApp> {
  const database = await testDatabase(variables);
  const deps = await openDeps(database.env, 'test', overrides);
  const app = await buildApp(deps);
  await app.ready();
  const [a, b] = await Promise.all([createTestTenant(deps, 'a'), createTestTenant(deps, 'b')]);
  return {
    ...database,
    app,
    deps,
    a,
    b,
    async close() {
      await app.close();
      await closeDeps(deps);
      await database.drop();
    },
  };
}
