import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBusiness, dataOf, outcome, signedIn, type Browser } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { inTransaction } from '../../lib/context.ts';
import { versionOf } from '../availability/availability.freshness.ts';
import { resolvedSettings } from './settings.contract.ts';

type Someone = Browser & { id: string };
type Place = { businessId: string; locationId: string };

let t: TestApp;
let admin: Someone;
let owner: Someone;
let x: Place;
let y: Place;
let elsewhere: Place;
let serviceId: string;

beforeAll(async () => {
  t = await testApp();
  [x, y, elsewhere] = await Promise.all([
    createBusiness(t.a, 'x'),
    createBusiness(t.a, 'y'),
    createBusiness(t.b, 'z'),
  ]);
  admin = await signedIn(t, t.a, 'admin@example.com', [{ role: 'admin' }]);
  owner = await signedIn(t, t.a, 'owner@example.com', [{ role: 'owner', businessId: x.businessId }]);
  serviceId = await inTransaction(t.a.ctx, async ({ db, tenant }) => {
    const { id } = await db.service.create({
      data: { tenantId: tenant.id, businessId: x.businessId, slug: 'cut', name: {}, category: 'cut' },
    });
    return id;
  });
});
afterAll(() => t.close());

const change = (someone: Browser, body: object) => someone.send('PUT', '/settings', body);
const read = async (someone: Browser, query = '') =>
  dataOf(resolvedSettings, await someone.send('GET', `/settings${query}`));

describe('reading', () => {
  it('gives what the file says to staff, and nothing to customers and guests', async () => {
    const { value, from } = await read(owner, `?businessId=${x.businessId}`);
    const file = t.deps.verticals.get('barbershop');
    expect(value.scheduling).toEqual(file?.scheduling);
    expect(value.priceRules).toEqual(file?.priceRules);
    expect(from['scheduling.packing']).toBe('vertical');
    const customer = await signedIn(t, t.a, 'customer@example.com');
    expect(outcome(await customer.send('GET', `/settings?businessId=${x.businessId}`))).toEqual([
      403,
      'FORBIDDEN',
    ]);
  });

  it.each<[string, () => string, [number, string]]>([
    ["a competitor's business", () => `?businessId=${y.businessId}`, [404, 'NOT_FOUND']],
    ["another tenant's business", () => `?businessId=${elsewhere.businessId}`, [404, 'NOT_FOUND']],
    ["another tenant's location", () => `?locationId=${elsewhere.locationId}`, [404, 'NOT_FOUND']],
    ["the tenant's own layer", () => '', [403, 'FORBIDDEN']],
    [
      'two businesses at once',
      () => `?serviceId=${serviceId}&locationId=${y.locationId}`,
      [404, 'NOT_FOUND'],
    ],
    [
      'an id beside its business',
      () => `?businessId=${x.businessId}&serviceId=${serviceId}`,
      [400, 'VALIDATION'],
    ],
    ['no id', () => '?serviceId=cut', [400, 'VALIDATION']],
  ])('refuses an owner %s', async (_, query, refusal) => {
    expect(outcome(await owner.send('GET', `/settings${query()}`))).toEqual(refusal);
  });
});

describe('changing', () => {
  it('tells what would hold without the layer that is asked for', async () => {
    const hold = (holdMinutes: number | null) => ({ value: { scheduling: { holdMinutes } } });
    const file = t.deps.verticals.get('barbershop')?.scheduling.holdMinutes;
    const site = dataOf(resolvedSettings, await change(admin, hold(17)));
    expect([site.value.scheduling.holdMinutes, site.inherited.scheduling.holdMinutes]).toEqual([17, file]);
    await change(owner, { businessId: x.businessId, ...hold(23) });
    const shop = await read(owner, `?businessId=${x.businessId}`);
    expect([shop.value.scheduling.holdMinutes, shop.inherited.scheduling.holdMinutes]).toEqual([23, 17]);
    const service = await read(owner, `?serviceId=${serviceId}`);
    expect(service.inherited).toEqual(service.value);
    await change(owner, { businessId: x.businessId, ...hold(null) });
    await change(admin, hold(null));
  });

  it('goes up the layers: tenant, business, location, service', async () => {
    const at = (minutes: number) => ({ value: { scheduling: { slotInterval: minutes } } });
    expect(outcome(await change(admin, at(10)))).toEqual([200]);
    expect(outcome(await change(owner, { ...at(20), businessId: x.businessId }))).toEqual([200]);
    expect(outcome(await change(owner, { ...at(30), locationId: x.locationId }))).toEqual([200]);
    const answer = await change(owner, { ...at(40), serviceId });
    expect(dataOf(resolvedSettings, answer).from['scheduling.slotInterval']).toBe('service');

    const heard = async (query: string) => {
      const { value, from } = await read(admin, query);
      return [value.scheduling.slotInterval, from['scheduling.slotInterval']];
    };
    expect(await heard('')).toEqual([10, 'tenant']);
    expect(await heard(`?businessId=${y.businessId}`)).toEqual([10, 'tenant']);
    expect(await heard(`?businessId=${x.businessId}`)).toEqual([20, 'business']);
    expect(await heard(`?locationId=${x.locationId}`)).toEqual([30, 'location']);
    expect(await heard(`?serviceId=${serviceId}`)).toEqual([40, 'service']);
    expect(await heard(`?serviceId=${serviceId}&locationId=${x.locationId}`)).toEqual([40, 'service']);

    expect(outcome(await change(owner, { serviceId, value: { scheduling: null } }))).toEqual([200]);
    expect(await heard(`?serviceId=${serviceId}`)).toEqual([20, 'business']);
    expect(await heard(`?serviceId=${serviceId}&locationId=${x.locationId}`)).toEqual([30, 'location']);
  });

  it('switches off a limit that is inherited, and gives it back', async () => {
    const { businessId } = x;
    const active = async () => {
      const { value, from } = await read(owner, `?businessId=${businessId}`);
      return [value.scheduling.customerActive, from['scheduling.customerActive']];
    };
    const inherited = await active();
    expect(inherited).toEqual([4, 'vertical']);
    const off = { businessId, value: { scheduling: { without: ['customerActive'] } } };
    expect(outcome(await change(owner, off))).toEqual([200]);
    expect(await active()).toEqual([undefined, 'business']);
    const both = await change(owner, { businessId, value: { scheduling: { customerActive: 2 } } });
    expect(both.json()).toMatchObject({
      error: { code: 'VALIDATION', details: [{ field: 'value.scheduling.without.0' }] },
    });
    const needed = { businessId, value: { scheduling: { without: ['slotInterval'] } } };
    expect(outcome(await change(owner, needed))).toEqual([400, 'VALIDATION']);
    expect(outcome(await change(owner, { businessId, value: { scheduling: { without: null } } }))).toEqual([
      200,
    ]);
    expect(await active()).toEqual(inherited);
  });

  it('keeps what is not named, also when two change one layer at the same time', async () => {
    const both = await Promise.all([
      change(owner, { businessId: x.businessId, value: { features: { walkIns: false } } }),
      change(owner, { businessId: x.businessId, value: { scheduling: { holdMinutes: 3 } } }),
    ]);
    expect(both.map(outcome)).toEqual([[200], [200]]);
    const { value } = await read(owner, `?businessId=${x.businessId}`);
    expect([value.features.walkIns, value.scheduling.holdMinutes]).toEqual([false, 3]);
  });

  it.each<[string, () => object, [number, string]]>([
    ['the tenant', () => ({}), [403, 'FORBIDDEN']],
    ['a competitor', () => ({ businessId: y.businessId }), [404, 'NOT_FOUND']],
    ["a competitor's location", () => ({ locationId: y.locationId }), [404, 'NOT_FOUND']],
    ['another tenant', () => ({ businessId: elsewhere.businessId }), [404, 'NOT_FOUND']],
    ['two layers', () => ({ locationId: x.locationId, serviceId }), [400, 'VALIDATION']],
  ])('does not let an owner change %s', async (_, ids, refusal) => {
    for (const value of [{ scheduling: { slotInterval: 5 } }, { priceRules: [] }, {}]) {
      expect(outcome(await change(owner, { ...ids(), value }))).toEqual(refusal);
    }
  });

  it('is for those who may write, where they may', async () => {
    const [clerk, local] = await Promise.all([
      signedIn(t, t.a, 'clerk@example.com', [{ role: 'reception', businessId: x.businessId }]),
      signedIn(t, t.a, 'local@example.com', [{ role: 'manager', ...x }]),
    ]);
    const value = { scheduling: { minNoticeMinutes: 5 } };
    expect(outcome(await change(clerk, { businessId: x.businessId, value }))).toEqual([403, 'FORBIDDEN']);
    expect(outcome(await change(local, { businessId: x.businessId, value }))).toEqual([403, 'FORBIDDEN']);
    expect(outcome(await change(local, { locationId: x.locationId, value }))).toEqual([200]);
    expect((await read(clerk, `?locationId=${x.locationId}`)).value.scheduling.minNoticeMinutes).toBe(5);
  });

  it.each<[string, object, RegExp]>([
    ['what is no setting', { scheduling: { slotIntervall: 5 } }, /slotIntervall/],
    ['a value beyond bounds', { scheduling: { slotInterval: 0 } }, /value\.scheduling\.slotInterval/],
    [
      'starts out of order',
      { scheduling: { fixedStarts: ['10:00', '09:00'] } },
      /fixedStarts\.1.*after 10:00/,
    ],
    [
      'a ladder that leaves time out',
      { policies: { cancellation: [{ untilMinutesBefore: 60, fee: { amount: 1 } }] } },
      /value\.policies\.cancellation\.0\.untilMinutesBefore/,
    ],
    [
      'a level that is not there',
      { priceRules: [{ key: 'x', name: { en: 'X' }, levels: ['mastr'], basisPoints: 1 }] },
      /value\.priceRules\.0\.levels\.0.*Did you mean \\"master\\"/,
    ],
  ])('refuses %s, and says where', async (_, value, told) => {
    const answer = await change(owner, { businessId: x.businessId, value });
    expect(outcome(answer)).toEqual([400, 'VALIDATION']);
    expect(answer.body).toMatch(told);
  });

  it('is kept in the history, announced, and felt at once', async () => {
    const { businessId } = y;
    const before = await versionOf(t.deps, t.a.id, businessId);
    const other = await versionOf(t.deps, t.a.id, x.businessId);
    await change(admin, { businessId, value: { features: { visits: false } } });
    await change(admin, { businessId, value: { features: { visits: true }, priceRules: [] } });
    expect(await versionOf(t.deps, t.a.id, businessId)).not.toBe(before);
    expect(await versionOf(t.deps, t.a.id, x.businessId)).toBe(other);
    const [noted, announced] = await inTransaction(t.a.ctx, async ({ db }) => [
      await db.auditEvent.findMany({ where: { entityId: businessId }, orderBy: { id: 'asc' } }),
      await db.outboxEvent.findMany({
        where: { kind: 'schedule.changed', payload: { path: ['businessId'], equals: businessId } },
      }),
    ]);
    expect(noted.map((row) => [row.action, row.entity, row.createdBy, row.before, row.after])).toEqual([
      ['settings.changed', 'business', admin.id, {}, { features: { visits: false } }],
      [
        'settings.changed',
        'business',
        admin.id,
        { features: { visits: false } },
        { features: { visits: true }, priceRules: [] },
      ],
    ]);
    expect(announced).toHaveLength(2);
    await change(admin, { value: { scheduling: null } });
    expect(await versionOf(t.deps, t.a.id, x.businessId)).not.toBe(other);
  });
});
