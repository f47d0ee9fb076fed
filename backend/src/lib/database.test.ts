import { afterAll, beforeAll, expect, it } from 'vitest';
import { testApp, type TestApp } from '../../test/harness.ts';
import { inPrepared } from './context.ts';
import { sqlState, statement } from './database.ts';

const BUSINESSES = statement<{ slug: string }>('SELECT slug FROM businesses ORDER BY slug');
const ADD = statement('INSERT INTO businesses (tenant_id, slug, name) VALUES ($1, $2::text, $2::text)');
const DIVIDE = statement<{ quotient: number }>('SELECT 1 / $1::int AS quotient');

let t: TestApp;
beforeAll(async () => {
  t = await testApp();
});
afterAll(() => t.close());

const slugs = (of = t.a) => inPrepared(of.ctx, ({ sql }) => sql(BUSINESSES));

it('keeps what it did, for its tenant alone', async () => {
  await inPrepared(t.a.ctx, ({ sql, tenant }) => sql(ADD, [tenant.id, 'kept']));
  expect(await slugs()).toEqual([{ slug: 'kept' }]);
  expect(await slugs(t.b)).toEqual([]);
});

it('keeps nothing of what failed, whether the failure was told, hidden or not waited for', async () => {
  const before = await slugs();
  const failing = inPrepared(t.a.ctx, async ({ sql, tenant }) => {
    await sql(ADD, [tenant.id, 'lost']);
    await sql(DIVIDE, [0]);
  });
  await expect(failing).rejects.toSatisfy((error) => sqlState(error) === '22012');
  const silent = inPrepared(t.a.ctx, async ({ sql, tenant }) => {
    await sql(ADD, [tenant.id, 'lost']);
    await sql(DIVIDE, [0]).catch(() => undefined);
  });
  await expect(silent).rejects.toSatisfy((error) => sqlState(error) === '22012');
  const unawaited = inPrepared(t.a.ctx, async ({ sql, tenant }) => {
    void sql(ADD, [tenant.id, 'lost']);
    void sql(DIVIDE, [0]);
  });
  await expect(unawaited).rejects.toSatisfy((error) => sqlState(error) === '22012');
  expect(await slugs()).toEqual(before);
});

it('sends several statements at once and answers each with its own rows', async () => {
  const quotients = await inPrepared(t.a.ctx, ({ sql }) =>
    Promise.all([1, 1, 1].map((divisor) => sql(DIVIDE, [divisor]))),
  );
  expect(quotients.flat()).toEqual([{ quotient: 1 }, { quotient: 1 }, { quotient: 1 }]);
});

it("refuses another tenant's row", async () => {
  const stolen = inPrepared(t.a.ctx, ({ sql }) => sql(ADD, [t.b.id, 'stolen']));
  await expect(stolen).rejects.toSatisfy((error) => sqlState(error) === '42501');
});
