import { afterAll, beforeAll, expect, it } from 'vitest';
import { testApp, type TestApp } from '../../test/harness.ts';
import { inTransaction } from '../lib/context.ts';
import type { Vertical } from '../modules/verticals/verticals.contract.ts';
import { catalogueRows } from './seed-catalogue.ts';
import { seedId } from './seed-ids.ts';
import { insertSessions, sessionRows } from './seed-sessions.ts';
import { insertCatalogue } from './create-tenant.ts';

let t: TestApp;
let vertical: Vertical;

/** A Thursday; Rosario is three hours behind. */
const NOW = new Date('2026-03-05T12:00:30Z');

/** Shaves in a class of six, Tuesdays and Saturdays; a second chair is taken at the same time on Tuesdays. */
function withClasses(file: Vertical): Vertical {
  const [business, ...others] = file.demo.businesses;
  if (!business) throw new Error('no business');
  const session = { type: 'razor-shave', provider: 'ezequiel-luduena', days: [2, 6], time: '10:00' };
  return {
    ...file,
    serviceTypes: file.serviceTypes.map((type) =>
      type.key === 'razor-shave' ? { ...type, capacity: 6, variants: type.variants.slice(0, 1) } : type,
    ),
    demo: {
      ...file.demo,
      businesses: [
        {
          ...business,
          services: [{ type: 'razor-shave', prices: {} }],
          providers: business.providers.map((person) => ({ ...person, services: ['razor-shave'] })),
          sessions: [
            session,
            { ...session, provider: 'nahuel-ferreyra', days: [2], time: '10:15', capacity: 2 },
          ],
        },
        ...others.map((other) => ({ ...other, services: [], providers: [] })),
      ],
    },
  };
}

beforeAll(async () => {
  t = await testApp();
  const file = t.deps.verticals.get('barbershop');
  if (!file) throw new Error('no barbershop');
  vertical = withClasses(file);
});
afterAll(() => t.close());

it('makes the sessions of two weeks past and four to come, at their local times', () => {
  const { classSession } = sessionRows(t.a.id, vertical, NOW);
  const starts = classSession.map(({ startsAt }) => (startsAt as Date).toISOString());
  // Tuesdays 2026-02-24 to 2026-03-31, twice a day; Saturdays 2026-02-21 to 2026-03-28.
  expect(starts).toHaveLength(6 * 2 + 6);
  expect(starts[0]).toBe('2026-02-21T13:00:00.000Z');
  expect(starts.slice(1, 3)).toEqual(['2026-02-24T13:00:00.000Z', '2026-02-24T13:15:00.000Z']);
  expect(starts.at(-1)).toBe('2026-03-31T13:15:00.000Z');
  expect(new Set(classSession.map(({ id }) => id)).size).toBe(18);
  expect(classSession.map(({ capacity }) => capacity).slice(0, 3)).toEqual([6, 6, 2]);
  expect(sessionRows(t.a.id, vertical, NOW)).toEqual(sessionRows(t.a.id, vertical, NOW));
});

it('takes provider and chair with the buffers, another chair where one is taken', async () => {
  await inTransaction(t.a.ctx, async ({ db }) => {
    await insertCatalogue(db, catalogueRows(t.a.id, vertical));
    await insertSessions(db, t.a.id, sessionRows(t.a.id, vertical, NOW));
  });
  const rows = await inTransaction(
    t.a.ctx,
    ({ db }) => db.$queryRaw<{ subjectId: string; state: string; from: Date; to: Date }[]>`
      SELECT subject_id AS "subjectId", state::text, lower(period) AS "from", upper(period) AS "to"
      FROM allocations WHERE lower(period) >= '2026-02-24' AND lower(period) < '2026-02-25'
      ORDER BY lower(period), subject_id`,
  );
  const businessId = seedId(t.a.id, 'business', 'el-pasaje');
  const provider = (slug: string) => seedId(businessId, 'provider', slug);
  const chair = (number: string) => seedId(businessId, 'unit', 'pichincha', 'chair', number);
  expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['confirmed']));
  const [first, second] = ['12:55', '13:10'].map((time) =>
    rows.filter(({ from }) => from.toISOString().includes(`T${time}`)).map(({ subjectId }) => subjectId),
  );
  expect(first?.toSorted()).toEqual([provider('ezequiel-luduena'), chair('1')].toSorted());
  expect(second?.toSorted()).toEqual([provider('nahuel-ferreyra'), chair('2')].toSorted());
  expect(rows[0]?.to.toISOString()).toBe('2026-02-24T13:45:00.000Z');
});
