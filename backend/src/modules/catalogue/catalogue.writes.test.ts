import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browser, outcome, type Method } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { createSession, createShop, tomorrow, type Shop } from '../../../test/shop.ts';
import { announced, createStaff, type Staff } from '../../../test/staff.ts';
import { inTransaction } from '../../lib/context.ts';

// Every way to write the catalogue, schedules, settings and pictures, asked by all who may not, and then by one who may.

let t: TestApp;
let staff: Staff;
let shop: Shop;
let other: Shop;
let sessionId: string;
/** Ids that writes before have made. */
const made = { timeOff: '', block: '', media: '' };

beforeAll(async () => {
  t = await testApp();
  staff = await createStaff(t);
  shop = await createShop(t.a, { slug: 'written', providers: 2 });
  // What is taken away in the end.
  other = await createShop(t.a, { slug: 'written-too' });
  sessionId = await createSession(t.a, shop, tomorrow('18:00'));
});
afterAll(() => t.close());

interface Write {
  method: Method;
  path: string;
  body?: object;
  headers?: Record<string, string>;
  /** Where its answer's id goes. */
  keep?: keyof typeof made;
  /** Free time of a business stays as it was, and nothing that pages show has changed. */
  isQuiet?: boolean;
}

const week = { intervals: [{ weekday: 1, startMinute: 540, endMinute: 1080 }] };
const date = tomorrow('00:00', 5).slice(0, 10);
const time = (start: string, end: string) => ({ startsAt: tomorrow(start, 3), endsAt: tomorrow(end, 3) });

async function upload(): Promise<Pick<Write, 'body' | 'headers'>> {
  const file = await sharp({ create: { width: 40, height: 30, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  const part = (name: string, more = '') =>
    `--b\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n`;
  const body = Buffer.concat([
    Buffer.from(`${part('businessId')}${shop.businessId}\r\n${part('file', '; filename="a.png"')}`),
    file,
    Buffer.from('\r\n--b--\r\n'),
  ]);
  return { body, headers: { 'content-type': 'multipart/form-data; boundary=b' } };
}

/** By operation; each can be done after those before it. */
const WRITES: Record<string, () => Write | Promise<Write>> = {
  changeBusiness: () => ({
    method: 'PATCH',
    path: `/businesses/${shop.businessId}`,
    body: { name: 'Nuevo' },
  }),
  unpublishBusiness: () => ({ method: 'DELETE', path: `/businesses/${shop.businessId}/publication` }),
  publishBusiness: () => ({ method: 'POST', path: `/businesses/${shop.businessId}/publication` }),
  createLocation: () => ({
    method: 'POST',
    path: `/businesses/${shop.businessId}/locations`,
    body: { name: 'Norte', timeZone: 'UTC' },
  }),
  changeLocation: () => ({ method: 'PATCH', path: `/locations/${shop.locationId}`, body: { name: 'Sur' } }),
  createProvider: () => ({
    method: 'POST',
    path: `/businesses/${shop.businessId}/providers`,
    body: { name: 'Ana Paz' },
  }),
  changeProvider: () => ({
    method: 'PATCH',
    path: `/providers/${shop.providerIds[0]}`,
    body: { name: 'Ana Sosa' },
  }),
  createResourceUnit: () => ({
    method: 'POST',
    path: `/locations/${shop.locationId}/resource-units`,
    body: { type: 'chair' },
  }),
  changeResourceUnit: () => ({
    method: 'PATCH',
    path: `/resource-units/${shop.units.chair[0]}`,
    body: { number: 77 },
  }),
  createService: () => ({
    method: 'POST',
    path: `/businesses/${shop.businessId}/services`,
    body: { templateKey: 'haircut' },
  }),
  changeService: () => ({
    method: 'PATCH',
    path: `/services/${shop.services.cut}`,
    body: { buffers: { before: 0, after: 5 } },
  }),
  unpublishService: () => ({ method: 'DELETE', path: `/services/${shop.services.cut}/publication` }),
  publishService: () => ({ method: 'POST', path: `/services/${shop.services.cut}/publication` }),
  setLocationWeeklyHours: () => ({
    method: 'PUT',
    path: `/locations/${shop.locationId}/weekly-hours`,
    body: week,
  }),
  setLocationDateOverride: () => ({
    method: 'PUT',
    path: `/locations/${shop.locationId}/date-overrides/${date}`,
    body: { intervals: [] },
  }),
  removeLocationDateOverride: () => ({
    method: 'DELETE',
    path: `/locations/${shop.locationId}/date-overrides/${date}`,
  }),
  setProviderWeeklyHours: () => ({
    method: 'PUT',
    path: `/providers/${shop.providerIds[0]}/weekly-hours`,
    body: week,
  }),
  setProviderDateOverride: () => ({
    method: 'PUT',
    path: `/providers/${shop.providerIds[0]}/date-overrides/${date}`,
    body: { intervals: [] },
  }),
  removeProviderDateOverride: () => ({
    method: 'DELETE',
    path: `/providers/${shop.providerIds[0]}/date-overrides/${date}`,
  }),
  setResourceUnitWeeklyHours: () => ({
    method: 'PUT',
    path: `/resource-units/${shop.units.chair[0]}/weekly-hours`,
    body: week,
  }),
  setResourceUnitDateOverride: () => ({
    method: 'PUT',
    path: `/resource-units/${shop.units.chair[0]}/date-overrides/${date}`,
    body: { intervals: [] },
  }),
  removeResourceUnitDateOverride: () => ({
    method: 'DELETE',
    path: `/resource-units/${shop.units.chair[0]}/date-overrides/${date}`,
  }),
  addProviderTimeOff: () => ({
    method: 'POST',
    path: `/providers/${shop.providerIds[0]}/time-off`,
    body: { startDate: date, endDate: date },
    keep: 'timeOff',
  }),
  removeTimeOff: () => ({ method: 'DELETE', path: `/time-off/${made.timeOff}` }),
  addResourceUnitTimeOff: () => ({
    method: 'POST',
    path: `/resource-units/${shop.units.chair[0]}/time-off`,
    body: { startDate: date, endDate: date },
  }),
  addProviderBlock: () => ({
    method: 'POST',
    path: `/providers/${shop.providerIds[0]}/blocks`,
    body: time('08:00', '09:00'),
    keep: 'block',
  }),
  changeBlock: () => ({
    method: 'PATCH',
    path: `/blocks/${made.block}`,
    body: { endsAt: tomorrow('09:30', 3) },
  }),
  removeBlock: () => ({ method: 'DELETE', path: `/blocks/${made.block}` }),
  addResourceUnitBlock: () => ({
    method: 'POST',
    path: `/resource-units/${shop.units.chair[0]}/blocks`,
    body: time('08:00', '09:00'),
  }),
  createClassSessions: () => ({
    method: 'POST',
    path: `/services/${shop.services.class}/class-sessions`,
    body: {
      startsAt: tomorrow('12:00', 3),
      providerId: shop.providerIds[0],
      locationId: shop.locationId,
    },
  }),
  changeClassSession: () => ({
    method: 'PATCH',
    path: `/class-sessions/${sessionId}`,
    body: { capacity: 6 },
  }),
  cancelClassSession: () => ({ method: 'POST', path: `/class-sessions/${sessionId}/cancellation` }),
  changeSettings: () => ({
    method: 'PUT',
    path: '/settings',
    body: { businessId: shop.businessId, value: { scheduling: { minNoticeMinutes: 5 } } },
  }),
  uploadPicture: async () => ({
    method: 'POST',
    path: '/media',
    ...(await upload()),
    keep: 'media',
    isQuiet: true,
  }),
  cropPicture: () => ({
    method: 'POST',
    path: `/media/${made.media}/crops`,
    body: { crop: { left: 0, top: 0, width: 0.5, height: 0.5 } },
    isQuiet: true,
  }),
  describePicture: () => ({ method: 'PATCH', path: `/media/${made.media}`, body: { alt: { en: 'Red' } } }),
  chooseCover: () => ({
    method: 'PUT',
    path: `/businesses/${shop.businessId}/cover`,
    body: { mediaId: made.media },
  }),
  choosePortrait: () => ({
    method: 'PUT',
    path: `/providers/${shop.providerIds[0]}/portrait`,
    body: { mediaId: made.media },
  }),
  removePicture: () => ({ method: 'DELETE', path: `/media/${made.media}` }),
  deleteResourceUnit: () => ({ method: 'DELETE', path: `/resource-units/${shop.units.basin[0]}` }),
  deleteProvider: () => ({ method: 'DELETE', path: `/providers/${shop.providerIds[1]}` }),
  deleteService: () => ({ method: 'DELETE', path: `/services/${shop.services.crew}` }),
  deleteLocation: () => ({ method: 'DELETE', path: `/locations/${other.locationId}` }),
  deleteBusiness: () => ({ method: 'DELETE', path: `/businesses/${other.businessId}` }),
};

/** Of the tenant, not of a business: told apart in businesses.test.ts. */
const OF_THE_TENANT = ['createBusiness'];
/** Needs no role at a business, but to be whom it is about: providers.test.ts. */
const OF_ONESELF = ['changeOwnProvider'];

const written = () =>
  inTransaction(t.a.ctx, ({ db, tenant }) => db.auditEvent.count({ where: { tenantId: tenant.id } }));

describe('to write', () => {
  it('is tried in every way that there is', () => {
    const { paths } = JSON.parse(readFileSync(new URL('../../../openapi.json', import.meta.url), 'utf8')) as {
      paths: Record<string, Record<string, { tags: string[]; operationId: string }>>;
    };
    const operations = Object.values(paths).flatMap((methods) =>
      Object.entries(methods).flatMap(([method, { tags, operationId }]) => {
        const isMeant = tags.some((tag) =>
          ['Catalogue: manage', 'Schedules', 'Settings', 'Media'].includes(tag),
        );
        return isMeant && method !== 'get' ? [operationId] : [];
      }),
    );
    expect([...Object.keys(WRITES), ...OF_THE_TENANT, ...OF_ONESELF].toSorted()).toEqual(
      operations.toSorted(),
    );
  });

  it.each(Object.entries(WRITES))('takes a role there, is noted and is announced: %s', async (_, writeOf) => {
    const { method, path, body, headers, keep, isQuiet = false } = await writeOf();
    const before = await written();
    const { neighbour, foreigner, customer, admin } = staff;
    for (const who of [neighbour, foreigner, customer, browser(t, t.a)]) {
      const answer = await who.send(method, path, body, headers);
      expect([401, 403, 404], answer.body).toContain(answer.statusCode);
    }
    expect(await written()).toBe(before);
    const businessId =
      path.includes(other.businessId) || path.includes(other.locationId) ? other.businessId : shop.businessId;
    const told = await announced(t.a, businessId);
    const done = await admin.send(method, path, body, headers);
    expect(outcome(done)[0], done.body).toBeLessThan(300);
    expect(await written()).toBe(before + 1);
    expect(await announced(t.a, businessId)).toBe(told + (isQuiet ? 0 : 1));
    if (keep) made[keep] = done.json<{ data: { id: string } }>().data.id;
  });
});
