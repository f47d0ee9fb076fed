import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import {
  createBusiness,
  createUser,
  dataOf,
  outcome,
  signedIn,
  type Browser,
} from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { inTransaction } from '../../lib/context.ts';
import * as contract from './identity.contract.ts';

let t: TestApp;
let admin: Browser & { id: string };
let foreignAdmin: Browser & { id: string };
let x: { businessId: string; locationId: string };
let y: { businessId: string; locationId: string };
let elsewhere: { businessId: string; locationId: string };

beforeAll(async () => {
  t = await testApp();
  admin = await signedIn(t, t.a, 'admin@example.com', [{ role: 'admin' }]);
  foreignAdmin = await signedIn(t, t.b, 'admin@example.com', [{ role: 'admin' }]);
  [x, y, elsewhere] = await Promise.all([
    createBusiness(t.a, 'x'),
    createBusiness(t.a, 'y'),
    createBusiness(t.b, 'z'),
  ]);
});
afterAll(() => t.close());

const NOT_FOUND = [404, 'NOT_FOUND'];
const grant = (someone: Browser, userId: string, body: object) =>
  someone.send('POST', `/users/${userId}/roles`, body);
const revoke = (someone: Browser, userId: string, grantId: string) =>
  someone.send('DELETE', `/users/${userId}/roles/${grantId}`);
const people = async (someone: Browser, query = '') =>
  dataOf(z.array(contract.person), await someone.send('GET', `/users${query}`));
const grantsOf = async (someone: Browser) => dataOf(contract.me, await someone.send('GET', '/me')).grants;

describe('the list of people', () => {
  it('is for those who may read it, and of their own tenant', async () => {
    const customer = await signedIn(t, t.a, 'customer@example.com');
    expect(outcome(await customer.send('GET', '/users'))).toEqual([403, 'FORBIDDEN']);
    const list = await people(admin);
    expect(list.map(({ id }) => id)).toContain(customer.id);
    expect(list.map(({ id }) => id)).not.toContain(foreignAdmin.id);
    expect(Object.keys(list[0] ?? {}).toSorted()).toEqual([
      'createdAt',
      'email',
      'emailVerifiedAt',
      'id',
      'name',
      'roles',
    ]);
  });

  it('comes in pages, and is searched by parts of names and addresses, literally', async () => {
    for (const name of ['page1', 'page2', 'page_3', 'page%4', 'pagex5']) {
      await createUser(t, t.a, `${name.replace('%', 'p')}@pages.example`);
    }
    const all = await people(admin, '?search=PAGES.example');
    expect(all).toHaveLength(5);
    const seen: string[] = [];
    let path = '/users?search=pages.example&limit=2';
    for (let pages = 0; pages < 3; pages += 1) {
      const answer = await admin.send('GET', path);
      seen.push(...dataOf(z.array(contract.person), answer).map(({ id }) => id));
      const { nextCursor } = answer.json<{ meta: { nextCursor?: string } }>().meta;
      path = `/users?search=pages.example&limit=2&cursor=${nextCursor}`;
      expect(nextCursor === undefined).toBe(pages === 2);
    }
    expect(seen).toEqual(all.map(({ id }) => id));
    expect((await people(admin, '?search=page_')).map(({ email }) => email)).toEqual([
      'page_3@pages.example',
    ]);
    expect(await people(admin, `?search=${encodeURIComponent("' OR 1=1 --")}`)).toEqual([]);
  });

  it.each([
    ['?cursor=made-up', 'BAD_CURSOR'],
    ['?limit=0', 'VALIDATION'],
    ['?limit=1000', 'VALIDATION'],
    ['?search=%00', 'VALIDATION'],
    ['?tenantId=x', 'VALIDATION'],
  ])('refuses %s', async (query, code) => {
    expect(outcome(await admin.send('GET', `/users${query}`))).toEqual([400, code]);
  });

  it("shows a business its own people, without their roles in a competitor's", async () => {
    const owner = await signedIn(t, t.a, 'owner-x@example.com', [
      { role: 'owner', businessId: x.businessId },
    ]);
    const both = await createUser(t, t.a, 'both@example.com', {
      grants: [
        { role: 'provider', businessId: x.businessId },
        { role: 'manager', businessId: y.businessId },
      ],
    });
    await createUser(t, t.a, 'only-y@example.com', {
      grants: [{ role: 'provider', businessId: y.businessId }],
    });
    const list = await people(owner);
    expect(list.map(({ id }) => id).toSorted()).toEqual([owner.id, both].toSorted());
    expect(list.find(({ id }) => id === both)?.roles.map(({ role }) => role)).toEqual(['provider']);
  });
});

describe('giving a role', () => {
  it('bites at once, and so does taking it away', async () => {
    const clerk = await signedIn(t, t.a, 'clerk@example.com');
    expect(outcome(await clerk.send('GET', '/users'))).toEqual([403, 'FORBIDDEN']);
    const answer = await grant(admin, clerk.id, { role: 'manager' });
    expect(outcome(answer)).toEqual([201]);
    const given = dataOf(contract.roleGrant, answer);
    expect(given).toMatchObject({ role: 'manager', businessId: null, locationId: null });
    expect(outcome(await clerk.send('GET', '/users'))).toEqual([200]);
    expect(outcome(await grant(admin, clerk.id, { role: 'manager' }))).toEqual([409, 'ROLE_GRANTED_ALREADY']);
    expect(outcome(await revoke(admin, clerk.id, given.id))).toEqual([204]);
    expect(outcome(await clerk.send('GET', '/users'))).toEqual([403, 'FORBIDDEN']);
    expect(outcome(await revoke(admin, clerk.id, given.id))).toEqual(NOT_FOUND);
    const noted = await inTransaction(t.a.ctx, ({ db }) =>
      db.auditEvent.findMany({ where: { entityId: clerk.id }, orderBy: { id: 'asc' } }),
    );
    expect(noted.map(({ action, createdBy }) => [action, createdBy])).toEqual([
      ['role.granted', admin.id],
      ['role.revoked', admin.id],
    ]);
  });

  it('never gives more than one holds, nor outside of where one holds it', async () => {
    const owner = await signedIn(t, t.a, 'owner@example.com', [{ role: 'owner', businessId: x.businessId }]);
    const staff = await createUser(t, t.a, 'staff@example.com', {
      grants: [{ role: 'provider', businessId: x.businessId }],
    });
    const stranger = await createUser(t, t.a, 'stranger@example.com');
    const table: [string, object, unknown[]][] = [
      [staff, { role: 'reception', businessId: x.businessId }, [201]],
      [staff, { role: 'owner', ...x }, [201]],
      [staff, { role: 'reception', businessId: y.businessId }, [403, 'ROLE_ABOVE_OWN']],
      [staff, { role: 'reception' }, [403, 'ROLE_ABOVE_OWN']],
      [staff, { role: 'admin' }, [403, 'ROLE_ABOVE_OWN']],
      [owner.id, { role: 'admin' }, [403, 'ROLE_ABOVE_OWN']],
      [staff, { role: 'admin', businessId: x.businessId }, [422, 'ROLE_NEEDS_TENANT_SCOPE']],
      [stranger, { role: 'provider', businessId: x.businessId }, NOT_FOUND],
    ];
    for (const [userId, body, expected] of table) {
      expect(outcome(await grant(owner, userId, body)), JSON.stringify(body)).toEqual(expected);
    }
    const manager = await signedIn(t, t.a, 'manager@example.com', [{ role: 'manager' }]);
    expect(outcome(await grant(manager, staff, { role: 'customer' }))).toEqual([403, 'FORBIDDEN']);
  });

  it('finds no person, business or location of another tenant, nor what does not belong together', async () => {
    const mine = await createUser(t, t.a, 'mine@example.com');
    const table: [Browser, string, object][] = [
      [foreignAdmin, mine, { role: 'provider' }],
      [admin, foreignAdmin.id, { role: 'provider' }],
      [admin, mine, { role: 'provider', businessId: elsewhere.businessId }],
      [admin, mine, { role: 'provider', businessId: x.businessId, locationId: elsewhere.locationId }],
      [admin, mine, { role: 'provider', businessId: x.businessId, locationId: y.locationId }],
    ];
    for (const [someone, userId, body] of table) {
      expect(outcome(await grant(someone, userId, body)), JSON.stringify(body)).toEqual(NOT_FOUND);
    }
    expect(outcome(await grant(admin, mine, { role: 'operator' }))).toEqual([400, 'VALIDATION']);
    expect(outcome(await grant(admin, mine, { role: 'provider', locationId: x.locationId }))).toEqual([
      400,
      'VALIDATION',
    ]);
    expect(outcome(await grant(admin, mine, { role: 'provider', tenantId: t.b.id }))).toEqual([
      400,
      'VALIDATION',
    ]);
  });
});

describe('taking a role away', () => {
  it('is refused above oneself, elsewhere, and across tenants', async () => {
    const owner = await signedIn(t, t.a, 'taker@example.com', [{ role: 'owner' }]);
    const local = await signedIn(t, t.a, 'local@example.com', [{ role: 'owner', businessId: x.businessId }]);
    const [adminGrant] = await grantsOf(admin);
    const [ownerGrant] = await grantsOf(owner);
    expect(outcome(await revoke(owner, admin.id, adminGrant?.id ?? ''))).toEqual([403, 'ROLE_ABOVE_OWN']);
    expect(outcome(await revoke(local, owner.id, ownerGrant?.id ?? ''))).toEqual(NOT_FOUND);
    expect(outcome(await revoke(foreignAdmin, owner.id, ownerGrant?.id ?? ''))).toEqual(NOT_FOUND);
    expect(outcome(await revoke(admin, local.id, ownerGrant?.id ?? ''))).toEqual(NOT_FOUND);
    expect(await grantsOf(owner)).toHaveLength(1);
  });

  it('are found by what they may do, and where', async () => {
    const both = await signedIn(t, t.a, 'filtered@example.com', [
      { role: 'owner', businessId: x.businessId },
      { role: 'provider', businessId: y.businessId },
    ]);
    const ids = async (query: string) =>
      (await people(admin, `?search=filtered&${query}`)).map(({ id }) => id);
    expect(await ids('role=owner')).toEqual([both.id]);
    expect(await ids(`role=owner&businessId=${x.businessId}`)).toEqual([both.id]);
    // A role and a place that are two grants of theirs are not one.
    expect(await ids(`role=owner&businessId=${y.businessId}`)).toEqual([]);
    expect(await ids('role=reception')).toEqual([]);
    expect(await people(foreignAdmin, `?businessId=${x.businessId}`)).toEqual([]);
    // An owner finds nobody by what they are at a competitor.
    const owner = await signedIn(t, t.a, 'filterer@example.com', [
      { role: 'owner', businessId: x.businessId },
    ]);
    expect(await people(owner, `?role=provider&search=filtered`)).toEqual([]);
    expect(await people(owner, `?role=owner&search=filtered`)).toMatchObject([{ id: both.id }]);
  });

  it('leaves one admin, also when two take it from each other at the same time', async () => {
    const [adminGrant] = await grantsOf(foreignAdmin);
    expect(outcome(await revoke(foreignAdmin, foreignAdmin.id, adminGrant?.id ?? ''))).toEqual([
      409,
      'LAST_ADMIN',
    ]);
    for (let round = 0; round < 5; round += 1) {
      const second = await signedIn(t, t.b, `second${round}@example.com`, [{ role: 'admin' }]);
      const [mine] = await grantsOf(foreignAdmin);
      const [theirs] = await grantsOf(second);
      const race = await Promise.all([
        revoke(foreignAdmin, second.id, theirs?.id ?? ''),
        revoke(second, foreignAdmin.id, mine?.id ?? ''),
      ]);
      const statuses = race.map(({ statusCode }) => statusCode).toSorted();
      // The loser is too late (409), or no admin any more (401 to 404).
      expect(statuses[0]).toBe(204);
      expect(statuses[1]).toBeGreaterThanOrEqual(400);
      const left = await inTransaction(t.b.ctx, ({ db }) =>
        db.roleGrant.findMany({ where: { role: 'admin' } }),
      );
      expect(left).toHaveLength(1);
      await inTransaction(t.b.ctx, async ({ db, tenant }) => {
        await db.roleGrant.deleteMany({ where: { role: 'admin' } });
        await db.roleGrant.create({ data: { tenantId: tenant.id, userId: foreignAdmin.id, role: 'admin' } });
      });
      await t.deps.cache.invalidate(t.b.id, 'user', foreignAdmin.id);
    }
  });
});

describe('the team of a business', () => {
  it('grows by accounts of the same tenant, through whoever manages its people, up to their own role', async () => {
    const owner = await signedIn(t, t.a, 'team-owner@example.com', [
      { role: 'owner', businessId: x.businessId },
    ]);
    const manager = await signedIn(t, t.a, 'team-manager@example.com', [
      { role: 'manager', businessId: x.businessId },
    ]);
    const newcomer = await signedIn(t, t.a, 'newcomer@example.com');
    await createUser(t, t.b, 'abroad@example.com');
    const add = (who: Browser, businessId: string, email: string, role = 'reception') =>
      who.send('POST', `/businesses/${businessId}/members`, { email, role });
    expect(outcome(await add(manager, x.businessId, 'newcomer@example.com'))).toEqual([403, 'FORBIDDEN']);
    expect(outcome(await add(owner, y.businessId, 'newcomer@example.com'))).toEqual(NOT_FOUND);
    expect(outcome(await add(foreignAdmin, x.businessId, 'abroad@example.com'))).toEqual(NOT_FOUND);
    expect(outcome(await add(owner, x.businessId, 'abroad@example.com'))).toEqual([404, 'PERSON_UNKNOWN']);
    expect(outcome(await add(owner, x.businessId, 'newcomer@example.com', 'admin'))[0]).toBe(422);
    expect(outcome(await add(owner, x.businessId, 'Newcomer@example.com'))).toEqual([201]);
    expect(outcome(await add(owner, x.businessId, 'newcomer@example.com'))).toEqual([
      409,
      'ROLE_GRANTED_ALREADY',
    ]);
    const grants = await grantsOf(newcomer);
    expect(grants.map(({ role, businessId }) => [role, businessId])).toContainEqual([
      'reception',
      x.businessId,
    ]);
  });
});
