import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import {
  browser,
  createUser,
  dataOf,
  mailsTo,
  outcome,
  PASSWORD,
  signedIn as signIn,
  tokenMailedTo,
} from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { createStaff, historyOf, type Someone, type Staff } from '../../../test/staff.ts';
import { inTransaction } from '../../lib/context.ts';
import { signedIn, type Me } from '../identity/identity.contract.ts';
import { invitation, shownInvitation } from './invitations.contract.ts';

let t: TestApp;
let staff: Staff;

beforeAll(async () => {
  t = await testApp();
  staff = await createStaff(t);
});
afterAll(() => t.close());

const NOT_FOUND = [404, 'NOT_FOUND'];
const INVALID = [422, 'TOKEN_INVALID'];

const ask = (who: Someone, email: string, more: object = {}) =>
  who.send('POST', '/invitations', {
    email,
    role: 'reception',
    businessId: staff.shop.businessId,
    ...more,
  });
const accept = (token: string, more: object = {}, tenant = t.a) =>
  browser(t, tenant).send('POST', '/invitations/acceptance', { token, ...more });
const rolesOf = ({ grants }: Me) => grants.map(({ role, businessId }) => [role, businessId]).toSorted();

/** Until somebody waits for what a transaction that is still open has written. */
async function untilWaiting(): Promise<void> {
  for (;;) {
    const waiting = await inTransaction(
      t.a.ctx,
      ({ db }) => db.$queryRaw<object[]>`
        SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'transactionid'`,
    );
    if (waiting.length > 0) return;
    await sleep(5);
  }
}

describe('an invitation', () => {
  it('makes an account for whoever reads the mail, with the role, once', async () => {
    const email = 'nueva@example.com';
    const { businessId } = staff.shop;
    const made = dataOf(invitation, await ask(staff.owner, 'Nueva@example.com'));
    expect(made).toMatchObject({ email, role: 'reception', business: { id: businessId } });
    const mails = await mailsTo(t.a, email);
    expect(mails.map(({ template }) => template)).toEqual(['invitation']);
    expect(mails[0]?.params).toMatchObject({ name: '', invitedBy: 'Person owner', place: 'shop', days: 7 });
    const token = await tokenMailedTo(t.a, email);
    const shown = await browser(t, t.a).send('POST', '/invitations/lookup', { token });
    expect(dataOf(shownInvitation, shown)).toEqual({
      ...{ email, role: 'reception', business: 'shop', invitedBy: 'Person owner', hasAccount: false },
    });
    // Looking uses nothing up, and an account needs a name.
    expect(outcome(await accept(token))).toEqual([400, 'VALIDATION']);
    const answers = await Promise.all(
      [1, 2].map(() => accept(token, { name: 'Nueva Gómez', locale: 'en', password: PASSWORD })),
    );
    expect(answers.map(outcome).toSorted()).toEqual([[200], INVALID]);
    const { user } = dataOf(
      signedIn,
      answers.find(({ statusCode }) => statusCode === 200)!,
    );
    expect([user.email, user.name, user.locale]).toEqual([email, 'Nueva Gómez', 'en']);
    expect(rolesOf(user)).toEqual([
      ['customer', null],
      ['reception', businessId],
    ]);
    expect(outcome(await browser(t, t.a).logIn(email))).toEqual([200]);
    const left = dataOf(z.array(invitation), await staff.owner.send('GET', '/invitations'));
    expect(left).toEqual([]);
    expect((await historyOf(t.a, made.id)).map(({ action }) => action)).toEqual(['invitation.sent']);
    expect(outcome(await ask(staff.owner, email))).toEqual([409, 'ROLE_GRANTED_ALREADY']);
  });

  it('gives the role to an account that is there, whose unconfirmed password is worth nothing any more', async () => {
    const email = 'conocida@example.com';
    await createUser(t, t.a, email, { verified: false });
    await ask(staff.admin, email, { role: 'manager' });
    const { user } = dataOf(signedIn, await accept(await tokenMailedTo(t.a, email)));
    expect(rolesOf(user)).toContainEqual(['manager', staff.shop.businessId]);
    expect(user.name).toBe('Person conocida');
    expect(outcome(await browser(t, t.a).logIn(email))).toEqual([401, 'INVALID_CREDENTIALS']);
  });

  it('finds the account that somebody registers at the same moment, whose password is worth nothing', async () => {
    const email = 'juntas@example.com';
    await ask(staff.owner, email);
    const token = await tokenMailedTo(t.a, email);
    const registering = Promise.withResolvers<string>();
    const taking = Promise.withResolvers<undefined>();
    const registered = inTransaction(t.a.ctx, async ({ db, tenant }) => {
      const data = { tenantId: tenant.id, email, name: 'Registered', locale: 'en', passwordHash: 'x' };
      registering.resolve((await db.user.create({ data })).id);
      await taking.promise;
    });
    const id = await registering.promise;
    const answer = accept(token, { name: 'Invited' });
    await untilWaiting();
    taking.resolve(undefined);
    await registered;
    const { user } = dataOf(signedIn, await answer);
    expect([user.id, user.name]).toEqual([id, 'Registered']);
    expect(rolesOf(user)).toEqual([['reception', staff.shop.businessId]]);
    const { passwordHash } = await inTransaction(t.a.ctx, ({ db }) =>
      db.user.findFirstOrThrow({ where: { id } }),
    );
    expect(passwordHash).toBeNull();
  });

  it('sent again has a new link only; taken back it has none', async () => {
    const email = 'otra@example.com';
    const { id } = dataOf(invitation, await ask(staff.owner, email));
    const first = await tokenMailedTo(t.a, email);
    expect(outcome(await staff.owner.send('POST', `/invitations/${id}/resend`))).toEqual([200]);
    const second = await tokenMailedTo(t.a, email);
    // Asked once more, it is the same invitation.
    expect(dataOf(invitation, await ask(staff.owner, email)).id).toBe(id);
    const third = await tokenMailedTo(t.a, email);
    const who = { name: 'Otra' };
    for (const old of [first, second]) expect(outcome(await accept(old, who))).toEqual(INVALID);
    expect(outcome(await staff.owner.send('DELETE', `/invitations/${id}`))).toEqual([204]);
    expect(outcome(await accept(third, who))).toEqual(INVALID);
    for (const [method, path] of [
      ['DELETE', ''],
      ['POST', '/resend'],
    ] as const)
      expect(outcome(await staff.owner.send(method, `/invitations/${id}${path}`))).toEqual(NOT_FOUND);
    // Nobody's mailbox is flooded.
    const many = await Promise.all([1, 2, 3, 4, 5].map(() => ask(staff.admin, email)));
    expect(many.map(outcome)).toContainEqual([429, 'TOO_MANY_REQUESTS']);
  });

  it('is void when it has expired, in another tenant, and when its inviter may not give it any more', async () => {
    const email = 'tarde@example.com';
    const who = { name: 'Tarde' };
    const { id } = dataOf(invitation, await ask(staff.owner, email));
    const token = await tokenMailedTo(t.a, email);
    expect(outcome(await accept(token, who, t.b))).toEqual(INVALID);
    const expiresAt = new Date(Date.now() - 1_000);
    await inTransaction(t.a.ctx, ({ db }) =>
      db.invitation.updateMany({ where: { id }, data: { expiresAt } }),
    );
    expect(outcome(await accept(token, who))).toEqual(INVALID);
    // It can be sent again.
    const waiting = dataOf(z.array(invitation), await staff.owner.send('GET', '/invitations'));
    expect(waiting.map((one) => one.id)).toContain(id);

    const { businessId } = staff.shop;
    const leaving = await signIn(t, t.a, 'leaving@example.com', [{ role: 'owner', businessId }]);
    await ask(leaving, 'amiga@example.com', { role: 'owner' });
    await inTransaction(t.a.ctx, ({ db }) => db.roleGrant.deleteMany({ where: { userId: leaving.id } }));
    expect(outcome(await accept(await tokenMailedTo(t.a, 'amiga@example.com'), who))).toEqual(INVALID);
  });
});

describe('nobody', () => {
  it('offers more than they hold, or where they manage nobody', async () => {
    const email = 'x@example.com';
    const { owner, admin, reception, neighbour, foreigner } = staff;
    expect(outcome(await ask(owner, email, { role: 'admin' }))).toEqual([422, 'ROLE_NEEDS_TENANT_SCOPE']);
    const wide = { businessId: undefined };
    expect(outcome(await ask(owner, email, { ...wide, role: 'manager' }))).toEqual([403, 'ROLE_ABOVE_OWN']);
    expect(outcome(await ask(admin, email, { ...wide, role: 'admin' }))).toEqual([201]);
    expect(outcome(await ask(reception, email))).toEqual([403, 'FORBIDDEN']);
    expect(outcome(await ask(foreigner, email))).toEqual(NOT_FOUND);
    // Of the whole tenant: the business's owner neither sees it nor takes it back.
    const [wideOne] = dataOf(z.array(invitation), await admin.send('GET', '/invitations'));
    const seen = dataOf(z.array(invitation), await owner.send('GET', '/invitations'));
    expect(seen.map(({ id }) => id)).not.toContain(wideOne?.id);
    expect(outcome(await owner.send('DELETE', `/invitations/${wideOne?.id}`))).toEqual(NOT_FOUND);
    expect(outcome(await neighbour.send('DELETE', `/invitations/${wideOne?.id}`))).toEqual([
      403,
      'FORBIDDEN',
    ]);
  });
});
