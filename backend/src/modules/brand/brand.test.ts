import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import sharp from 'sharp';
import { signedIn } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { createStaff, type Staff } from '../../../test/staff.ts';
import { contrast } from '../../lib/colour.ts';
import type { TenantView } from '../tenants/tenants.contract.ts';
import type { BrandView, JudgedBrand } from './brand.contract.ts';

let t: TestApp;
let staff: Staff;

beforeAll(async () => {
  t = await testApp();
  staff = await createStaff(t);
});
afterAll(() => t.close());

type Person = Staff['admin'];

interface Asked<T> {
  status: number;
  data: T;
  json: string;
}

async function ask<T>(
  who: Person,
  method: 'GET' | 'PUT' | 'POST' | 'DELETE',
  path: string,
  body?: object,
): Promise<Asked<T>> {
  const response = await who.send(method, path, body);
  const data = response.payload ? response.json<{ data: T }>().data : (undefined as T);
  return { status: response.statusCode, data, json: response.payload };
}
const site = async (host = t.a.host) =>
  (await t.app.inject({ url: '/api/v1/tenant', headers: { host } })).json<{ data: TenantView }>().data;

describe('a brand', () => {
  it('is tried out by one admin, published to everybody at once, and brought back', async () => {
    const { admin } = staff;
    const before = await site();
    const value = {
      accent: '#0055aa',
      motif: 'waves',
      radius: 2,
      tagline: { en: 'Cuts by the sea' },
    } as const;
    const draft = await ask<JudgedBrand>(admin, 'PUT', '/brand/draft', { value });
    expect([draft.status, draft.data.findings]).toEqual([200, []]);
    expect(await site()).toEqual(before);
    const preview = await ask<TenantView>(admin, 'GET', '/brand/preview');
    expect(preview.data.branding.motif).toBe('waves');

    const published = await ask<BrandView>(admin, 'PUT', '/brand', { value, version: 0 });
    expect(published.data).toMatchObject({ version: 1, own: value, draft: null });
    const after = await site();
    expect(after.branding).toMatchObject({ motif: 'waves', version: 1, colors: { accent: '#0055aa' } });
    expect(after.tagline).toEqual({ ...before.tagline, en: 'Cuts by the sea' });
    expect(after.branding.themeCss).toContain('--radius:2px');
    expect(await site(t.b.host)).toMatchObject({ branding: { version: 0 } });

    const again = await ask<BrandView>(admin, 'POST', '/brand/versions/0/restoration');
    expect(again.data).toMatchObject({ version: 2, own: {} });
    expect((await site()).branding.themeCss).toBe(before.branding.themeCss);
    const versions = await ask<{ version: number; by: string }[]>(admin, 'GET', '/brand/versions');
    expect(versions.data.map(({ version }) => version)).toEqual([2, 1]);
    expect(versions.data[0]?.by).toBeTruthy();
    const noted = await t.deps.database.transaction({ tenantId: t.a.id, actorId: null }, (db) =>
      db.auditEvent.count({ where: { tenantId: t.a.id, action: 'brand.changed' } }),
    );
    expect(noted).toBe(2);
  });

  it('refuses a colour that is not seen, and tells the nearest, which it takes', async () => {
    const { admin } = staff;
    const { version } = (await ask<BrandView>(admin, 'GET', '/brand')).data;
    for (const accent of ['#ffee00', '#ffffff', '#00cc88']) {
      const refused = await ask(admin, 'PUT', '/brand', { value: { accent }, version });
      expect(refused.status).toBe(422);
      expect(refused.json).toContain('BRAND_CONTRAST');
      const { data } = await ask<JudgedBrand>(admin, 'PUT', '/brand/draft', { value: { accent } });
      const nearest = data.findings[0]?.nearest ?? '';
      expect(contrast(nearest, '#ffffff')).toBeGreaterThan(3);
      const taken = await ask<JudgedBrand>(admin, 'PUT', '/brand/draft', { value: { accent: nearest } });
      expect(taken.data.findings).toEqual([]);
      expect(taken.data.contrasts.every(({ ratio, needed }) => ratio >= needed)).toBe(true);
    }
    await ask(admin, 'DELETE', '/brand/draft');
    const without = await ask<TenantView>(admin, 'GET', '/brand/preview');
    expect(without.data.branding).toEqual((await site()).branding);
  });

  it('does not undo unseen what another admin did', async () => {
    const { admin } = staff;
    const { version } = (await ask<BrandView>(admin, 'GET', '/brand')).data;
    expect((await ask(admin, 'PUT', '/brand', { value: { radius: 4 }, version })).status).toBe(200);
    const late = await ask(admin, 'PUT', '/brand', { value: { radius: 6 }, version });
    expect([late.status, late.json.includes('BRAND_MOVED')]).toEqual([409, true]);
  });

  it('draws icons with a logo of its own; another tenant cannot name it', async () => {
    const { admin, foreigner } = staff;
    const file = await sharp({ create: { width: 80, height: 40, channels: 3, background: '#ff0000' } })
      .png()
      .toBuffer();
    const { id } = await t.deps.database.transaction({ tenantId: t.a.id, actorId: null }, (db) =>
      db.media.create({
        data: {
          tenantId: t.a.id,
          storageKey: `${t.a.id}/logo`,
          contentType: 'image/webp',
          bytes: file.length,
          width: 80,
          height: 40,
          sha256: 'x',
        },
      }),
    );
    expect((await ask(foreigner, 'PUT', '/brand', { value: { logo: id }, version: 0 })).status).toBe(400);
    const { version } = (await ask<BrandView>(admin, 'GET', '/brand')).data;
    expect((await ask(admin, 'PUT', '/brand', { value: { logo: id }, version })).status).toBe(200);
    expect((await site()).branding.logo.picture).toMatchObject({ id, width: 80 });
  });

  it("is its admins' business alone", async () => {
    const { owner, reception, provider, customer, foreigner } = staff;
    for (const who of [owner, reception, provider, customer]) {
      for (const [method, path, body] of [
        ['GET', '/brand'],
        ['PUT', '/brand', { value: {}, version: 0 }],
        ['PUT', '/brand/draft', { value: {} }],
        ['DELETE', '/brand/draft'],
        ['GET', '/brand/preview'],
        ['GET', '/brand/versions'],
        ['POST', '/brand/versions/0/restoration'],
        ['GET', '/domains'],
        ['POST', '/domains', { host: 'x.example.com' }],
        ['PUT', '/primary-domain', { host: null }],
      ] as const)
        expect([path, (await ask(who, method, path, body)).status]).toEqual([path, 403]);
    }
    expect((await t.app.inject({ url: '/api/v1/brand', headers: { host: t.a.host } })).statusCode).toBe(401);
    expect((await ask<BrandView>(foreigner, 'GET', '/brand')).data.version).toBe(0);
  });

  it('shows the languages that are chosen, the first to whoever speaks none of them', async () => {
    const admin = await signedIn(t, t.b, 'second@example.com', [{ role: 'admin' }]);
    const { version } = (await ask<BrandView>(admin, 'GET', '/brand')).data;
    const value = { locales: ['en', 'es-AR'] };
    expect((await ask(admin, 'PUT', '/brand', { value, version })).status).toBe(200);
    expect((await site(t.b.host)).locale).toMatchObject({ default: 'en', supported: ['en', 'es-AR'] });
    const twice = await ask(admin, 'PUT', '/brand', {
      value: { locales: ['en', 'en'] },
      version: version + 1,
    });
    expect(twice.status).toBe(400);
  });
});

describe('domains', () => {
  it('are claimed by anybody, and lead nowhere until they are proven', async () => {
    const { admin, foreigner } = staff;
    const body = { host: ' https://Turnos.Example.com/ ' };
    const made = await ask<{ host: string; state: string; records: { name: string }[] }>(
      admin,
      'POST',
      '/domains',
      body,
    );
    expect(made.data).toMatchObject({ host: 'turnos.example.com', state: 'unproven' });
    expect(made.data.records.map(({ name }) => name)).toContain('_turnero.turnos.example.com');
    expect((await ask(foreigner, 'POST', '/domains', body)).status).toBe(201);
    expect((await ask(admin, 'POST', '/domains', { host: 'x.localhost' })).status).toBe(422);
    const there = await t.app.inject({ url: '/api/v1/tenant', headers: { host: 'turnos.example.com' } });
    expect(there.statusCode).toBe(404);
    expect((await ask(admin, 'PUT', '/primary-domain', { host: 'turnos.example.com' })).status).toBe(422);
    expect((await ask(admin, 'DELETE', '/domains/turnos.example.com')).status).toBe(204);
    expect((await ask<unknown[]>(foreigner, 'GET', '/domains')).data).toHaveLength(1);
  });
});
