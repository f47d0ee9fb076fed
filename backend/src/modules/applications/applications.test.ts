import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { browser, dataOf, mailsTo, outcome, signedIn } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { createStaff, historyOf, type Staff } from '../../../test/staff.ts';
import { notification } from '../inbox/notifications.contract.ts';
import { availability } from '../availability/availability.contract.ts';
import { managedProvider } from '../catalogue/providers.contract.ts';
import { managedService } from '../catalogue/services.contract.ts';
import { application, ownApplication, signUpRules, type SignUpRules } from './applications.contract.ts';

let t: TestApp;
let staff: Staff;

beforeAll(async () => {
  t = await testApp();
  staff = await createStaff(t);
});
afterAll(() => t.close());

type Someone = Awaited<ReturnType<typeof signedIn>>;
const own = (answer: Parameters<typeof dataOf>[1]) => dataOf(ownApplication, answer);
const body = { name: 'Barbería Sol', providerName: 'Sol Ruiz' };
const refused = (answer: { json: () => unknown }) =>
  (answer.json() as { error: { data?: { missing: string[] } } }).error.data?.missing;

function setSignUp(signUp: SignUpRules['signUp']): void {
  t.deps.verticals.get('barbershop')!.marketplace.providerSignUp = signUp;
}

/** Everything that a business needs, done by its owner through the ordinary routes. */
async function furnish(who: Someone, businessId: string): Promise<string> {
  const place = dataOf(
    z.object({ id: z.string() }),
    await who.send('POST', `/businesses/${businessId}/locations`, { name: 'Centro' }),
  );
  const [server] = dataOf(
    z.array(managedProvider),
    await who.send('GET', `/manage/providers?businessId=${businessId}`),
  );
  const made = dataOf(
    managedService,
    await who.send('POST', `/businesses/${businessId}/services`, { templateKey: 'haircut' }),
  );
  for (const { type } of made.requires.resources)
    await who.send('POST', `/locations/${place.id}/resource-units`, { type });
  await who.send('PATCH', `/providers/${server?.id}`, { locationIds: [place.id], serviceIds: [made.id] });
  const intervals = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, startMinute: 540, endMinute: 1080 }));
  await who.send('PUT', `/locations/${place.id}/weekly-hours`, { intervals });
  await who.send('PUT', `/providers/${server?.id}/weekly-hours`, { intervals });
  await who.send('POST', `/services/${made.id}/publication`);
  return made.id;
}

describe('joining after approval', () => {
  it('leads from nothing to a business that customers book at, once an admin agreed', async () => {
    setSignUp('approval');
    const sol = await signedIn(t, t.a, 'sol@example.com');
    expect(outcome(await sol.send('GET', '/me/business-application'))).toEqual([404, 'NOT_FOUND']);
    const begun = own(await sol.send('POST', '/business-applications', body));
    expect(begun).toMatchObject({
      state: 'draft',
      business: { name: body.name, slug: 'barberia-sol' },
      applicant: { id: sol.id },
      missing: ['location', 'hours', 'services'],
    });
    const { id, business } = begun;
    const early = await sol.send('POST', `/business-applications/${id}/submission`);
    expect([outcome(early), refused(early)]).toEqual([
      [409, 'APPLICATION_INCOMPLETE'],
      ['location', 'hours', 'services'],
    ]);

    const serviceId = await furnish(sol, business.id);
    const free = await sol.send('GET', `/availability?serviceId=${serviceId}&explain=true`);
    expect(dataOf(availability, free).days.some(({ slots }) => slots.length > 0)).toBe(true);
    const publication = `/businesses/${business.id}/publication`;
    expect(outcome(await sol.send('POST', publication))).toEqual([409, 'AWAITS_APPROVAL']);
    const handedIn = own(await sol.send('POST', `/business-applications/${id}/submission`));
    expect(handedIn).toMatchObject({ state: 'waiting', missing: [] });
    const again = await sol.send('POST', `/business-applications/${id}/submission`);
    expect(outcome(again)).toEqual([409, 'APPLICATION_DECIDED']);
    const guest = browser(t, t.a);
    expect(outcome(await guest.send('GET', `/businesses/${business.slug}`))).toEqual([404, 'NOT_FOUND']);

    const { admin } = staff;
    const inboxOf = async (who: Someone) =>
      dataOf(z.array(notification), await who.send('GET', '/me/notifications')).map(({ path }) => path);
    const told = await mailsTo(t.a, 'admin@example.com');
    expect(told.map(({ template, params }) => [template, params['business'], params['applicant']])).toEqual([
      ['application-waiting', body.name, 'Person sol'],
    ]);
    expect(await inboxOf(admin)).toEqual(['/admin/businesses#applications']);
    const waiting = await admin.send('GET', '/business-applications');
    expect(dataOf(z.array(application), waiting).map((one) => one.id)).toEqual([id]);
    const reason = 'Falta la dirección.';
    const refusal = await admin.send('POST', `/business-applications/${id}/refusal`, { reason });
    expect(dataOf(application, refusal)).toMatchObject({ state: 'refused', reason });
    expect(own(await sol.send('GET', '/me/business-application')).reason).toBe(reason);
    expect((await mailsTo(t.a, 'sol@example.com')).at(-1)).toMatchObject({
      template: 'application-refused',
      params: { business: body.name, reason },
    });
    await sol.send('POST', `/business-applications/${id}/submission`);
    const approval = () => admin.send('POST', `/business-applications/${id}/approval`);
    const answers = await Promise.all([approval(), approval()]);
    expect(answers.map(outcome).sort()).toEqual([[200], [409, 'APPLICATION_DECIDED']]);
    // Of two who decide, one tells.
    expect(await inboxOf(sol)).toEqual(['/provider', '/join']);
    expect(outcome(await guest.send('GET', `/businesses/${business.slug}`))).toEqual([200]);
    expect(outcome(await guest.send('GET', `/availability?serviceId=${serviceId}`))).toEqual([200]);
    await sol.send('DELETE', publication);
    expect(outcome(await sol.send('POST', publication))).toEqual([200]);
    expect((await historyOf(t.a, id)).map(({ action }) => action)).toEqual([
      'application.begun',
      'application.submitted',
      'application.refused',
      'application.submitted',
      'application.approved',
    ]);
  });

  it('is one application a person, also for two requests at once, and three in a month', async () => {
    setSignUp('open');
    const eva = await signedIn(t, t.a, 'eva@example.com');
    const begin = () => eva.send('POST', '/business-applications', { ...body, name: 'Eva' });
    const both = await Promise.all([begin(), begin()]);
    expect(both.map(outcome).sort()).toEqual([[201], [409, 'APPLICATION_OPEN']]);
    for (const turn of [1, 2, 3]) {
      const { id, business } = own(await eva.send('GET', '/me/business-application'));
      await furnish(eva, business.id);
      const done = own(await eva.send('POST', `/business-applications/${id}/submission`));
      expect([turn, done.missing, done.state]).toEqual([turn, [], 'approved']);
      expect(outcome(await browser(t, t.a).send('GET', `/businesses/${business.slug}`))).toEqual([200]);
      const next = await begin();
      expect(outcome(next)).toEqual(turn < 3 ? [201] : [409, 'TOO_MANY_APPLICATIONS']);
    }
  });

  it('is made once for one Idempotency-Key', async () => {
    const lia = await signedIn(t, t.a, 'lia@example.com');
    const headers = { 'idempotency-key': 'join-lia' };
    const send = () => lia.send('POST', '/business-applications', { ...body, name: 'Lía' }, headers);
    expect(own(await send()).id).toBe(own(await send()).id);
  });
});

describe('who may', () => {
  it('begin: nobody where joining is closed, nobody without an account', async () => {
    setSignUp('closed');
    const guest = browser(t, t.a);
    expect(dataOf(signUpRules, await guest.send('GET', '/sign-up-rules')).signUp).toBe('closed');
    expect(outcome(await guest.send('POST', '/business-applications', body))[0]).toBeGreaterThanOrEqual(401);
    const max = await signedIn(t, t.a, 'max@example.com');
    const closed = await max.send('POST', '/business-applications', body);
    expect(outcome(closed)).toEqual([403, 'SIGN_UP_CLOSED']);
  });

  it('decide: admins of the tenant only, and nobody hands in for others', async () => {
    setSignUp('approval');
    const noa = await signedIn(t, t.a, 'noa@example.com');
    const { id, business } = own(await noa.send('POST', '/business-applications', { ...body, name: 'Noa' }));
    await furnish(noa, business.id);
    for (const who of ['owner', 'customer', 'foreigner'] as const)
      expect(outcome(await staff[who].send('POST', `/business-applications/${id}/submission`))).toEqual([
        404,
        'NOT_FOUND',
      ]);
    await noa.send('POST', `/business-applications/${id}/submission`);
    const decisions = [
      ['approval', undefined],
      ['refusal', { reason: 'No.' }],
    ] as const;
    for (const [step, sent] of decisions) {
      const path = `/business-applications/${id}/${step}`;
      for (const who of ['owner', 'reception', 'provider', 'customer', 'branch', 'neighbour'] as const)
        expect([who, outcome(await staff[who].send('POST', path, sent))]).toEqual([who, [403, 'FORBIDDEN']]);
      expect(outcome(await noa.send('POST', path, sent))).toEqual([403, 'FORBIDDEN']);
      expect(outcome(await staff.foreigner.send('POST', path, sent))).toEqual([404, 'NOT_FOUND']);
    }
    expect(outcome(await noa.send('GET', '/business-applications'))).toEqual([403, 'FORBIDDEN']);
    const elsewhere = await staff.foreigner.send('GET', '/business-applications');
    expect(dataOf(z.array(application), elsewhere)).toEqual([]);
  });
});
