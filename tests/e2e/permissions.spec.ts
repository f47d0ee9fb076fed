import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { GRANTS, membersOf, wordsFor, type Who } from '../../backend/test/permissions/who.ts';
import { client, type Client } from './http.ts';
import { DOORS, SCREENS } from './permitted.ts';
import { BANDEJA, DEMO_PASSWORD, FADE, freshAddress, HOME } from './site.ts';

const ROUTES = join(import.meta.dirname, '../../frontend/src/routes');

/** Every address of the workspaces that answers anything, as the folders of the routes say. */
function addresses(): string[] {
  const areas = ['(provider)', '(admin)', '(operator)'];
  const files = areas.flatMap((area) =>
    readdirSync(join(ROUTES, area), { recursive: true, encoding: 'utf8' }).filter((file) =>
      /(^|\/)\+(page\.svelte|server\.ts)$/.test(file),
    ),
  );
  return files.map((file) => `/${file}`.replace(/\/\([^)]+\)/g, '').replace(/\/\+[^/]+$/, ''));
}

const signIn = async (site: string, email: string, stranger = false): Promise<Client> => {
  const someone = client(stranger);
  await someone.call(site, 'POST', '/auth/login', { email, password: DEMO_PASSWORD });
  return someone;
};

interface Named {
  id: string;
  slug: string;
}

/** Things of the first business, as its owner and the admin see them. */
async function things(owner: Client, admin: Client, provider: Client) {
  const [business, other] = await admin.call<Named[]>(FADE, 'GET', '/manage/businesses?limit=2&sort=name');
  const [own] = await owner.call<Named[]>(FADE, 'GET', '/manage/businesses');
  const here = own ?? business!;
  const elsewhere = [business!, other!].find(({ id }) => id !== here.id)!;
  const of = `businessId=${here.id}`;
  const profile = await provider.call<Named>(FADE, 'GET', '/me/provider');
  const [services, clients, coupons] = await Promise.all([
    owner.call<Named[]>(FADE, 'GET', `/manage/services?${of}`),
    owner.call<Named[]>(FADE, 'GET', `/businesses/${here.id}/clients`),
    owner.call<Named[]>(FADE, 'GET', `/coupons?${of}`),
  ]);
  const coupon =
    coupons[0] ??
    (await owner.call<Named>(FADE, 'POST', '/coupons', {
      businessId: here.id,
      code: `WHO${Date.now().toString(36)}`,
      basisPoints: 500,
    }));
  const served = await owner.call<{ id: string; items: { providers: Named[] }[] }[]>(
    FADE,
    'GET',
    `/bookings?${of}&limit=100`,
  );
  const booking = served.find(({ items }) =>
    items.some(({ providers }) => providers.some(({ id }) => id === profile.id)),
  )!;
  const tenant = await admin.call<Named>(FADE, 'GET', '/tenant');
  const ids: Record<string, string> = {
    '/provider/bookings/[id]': booking.id,
    '/provider/clients/[id]': clients[0]!.id,
    '/provider/services/[id]': services[0]!.id,
    '/provider/team/[id]': profile.id,
    '/admin/businesses/[business]': here.slug,
    '/admin/coupons/[id]': coupon.id,
    '/admin/customers/[id]': clients[0]!.id,
    '/operator/tenants/[id]': tenant.id,
    '/operator/verticals/[key]': 'barbershop',
  };
  return { here, elsewhere, ids };
}

/** An account without a role, for which it takes one mail. */
async function newcomer(admin: Client): Promise<{ someone: Client; id: string }> {
  const [someone, email] = [client(), freshAddress()];
  await someone.call(FADE, 'POST', '/auth/register', { email, password: DEMO_PASSWORD, name: 'Ana Paz' });
  let token: string | undefined;
  await expect
    .poll(
      async () => {
        const mails = await someone.call<{ id: string; to: string }[]>(HOME, 'GET', '/inbox?limit=100');
        const mail = mails.find(({ to }) => to.includes(email));
        if (!mail) return false;
        const { text } = await someone.call<{ text: string }>(HOME, 'GET', `/inbox/${mail.id}`);
        token = /token=([\w-]+)/.exec(text)?.[1];
        return token !== undefined;
      },
      { timeout: 15_000 },
    )
    .toBe(true);
  await someone.call(FADE, 'POST', '/auth/verify-email', { token });
  await someone.call(FADE, 'POST', '/auth/login', { email, password: DEMO_PASSWORD });
  const [person] = await admin.call<Named[]>(FADE, 'GET', `/users?search=${encodeURIComponent(email)}`);
  return { someone, id: person!.id };
}

test('every screen of the workspaces opens for whom the table names, and for nobody else', async () => {
  test.setTimeout(180_000);
  expect(addresses().toSorted()).toEqual([...Object.keys(SCREENS), ...DOORS].toSorted());

  const [admin, owner, provider, customer, foreigner] = await Promise.all([
    signIn(FADE, 'admin@fade.example'),
    signIn(FADE, 'owner@fade.example'),
    signIn(FADE, 'provider@fade.example'),
    signIn(FADE, 'customer@fade.example'),
    signIn(BANDEJA, 'admin@bandeja.example', true),
  ]);
  const operator = client();
  await operator.call(HOME, 'POST', '/operator/auth/login', {
    email: 'operator@turnero.example',
    password: DEMO_PASSWORD,
  });
  const { here, elsewhere, ids } = await things(owner, admin, provider);
  // Whoever works at several businesses chooses one; the others have no choice.
  const choose = (someone: Client) => someone.ask(`${FADE}/provider?at=${here.slug}`);
  const opened = new Map<string, Set<Who>>();

  /** What somebody is shown of every screen: it, a refusal, or the way to sign in. */
  async function look(who: Who, someone: Client) {
    const site = who === 'operator' ? HOME : FADE;
    for (const screen of Object.keys(SCREENS)) {
      const path = screen.replace(/\[\w+\]/, ids[screen] ?? '');
      const query = screen.endsWith('.csv') ? '?from=2026-01-01&to=2026-01-31' : '';
      const { status, location } = await someone.ask(site + path + query);
      const told = `${screen} answered ${status} ${location} to ${who}`;
      expect([200, 303, 403, 404], told).toContain(status);
      if (status === 303) expect(location, told).toMatch(/\/login/);
      if (status === 200) opened.set(screen, (opened.get(screen) ?? new Set()).add(who));
    }
  }

  await look('visitor', client());
  await look('customer', customer);
  await look('provider', provider);
  await look('owner', owner);
  await choose(admin);
  await look('admin', admin);
  await look('foreigner', foreigner);
  await look('operator', operator);
  // The others are one account that is given one role after the other.
  const { someone, id } = await newcomer(admin);
  const places = { tenant: undefined, business: here.id, 'other business': elsewhere.id };
  for (const who of [
    'reception',
    'manager',
    'neighbour',
    'receptionAll',
    'managerAll',
    'ownerAll',
  ] as const) {
    const { role, at } = GRANTS[who]!;
    const grant = { role, ...(places[at] && { businessId: places[at] }) };
    const given = await admin.call<Named>(FADE, 'POST', `/users/${id}/roles`, grant);
    await choose(someone);
    await look(who, someone);
    await admin.call(FADE, 'DELETE', `/users/${id}/roles/${given.id}`);
  }
  const asWords = (screen: string) => wordsFor(opened.get(screen) ?? new Set());
  const found = Object.fromEntries(Object.keys(SCREENS).map((screen) => [screen, asWords(screen)]));
  const declared = Object.fromEntries(
    Object.entries(SCREENS).map(([screen, words]) => [screen, wordsFor(membersOf(words))]),
  );
  expect(found).toEqual(declared);
});
