import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { somePicture, uploadForm } from '../../../test/answers.ts';
import { browser, dataOf, outcome, signedIn, type Answer } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { rowsOf } from '../../../test/money.ts';
import { createSession, createShop, tomorrow, type ServiceKey, type Shop } from '../../../test/shop.ts';
import { inTransaction } from '../../lib/context.ts';
import { booking } from '../bookings/bookings.contract.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import type { FormField, Vertical } from '../verticals/verticals.contract.ts';
import { bookingIntake, uploadedFile } from './intake.contract.ts';
import { findUnusedFiles, sweepFiles } from './intake.sweep.ts';

let t: TestApp;
let shop: Shop;
let vertical: Vertical;
let day = 0;
const at = (time: string) => tomorrow(time, day);
const customer = { name: 'Ana Paz', email: 'ana.paz@example.com' };

const text = (en: string) => ({ en, 'es-AR': en });
const field = (key: string, type: FormField['type'], more: Partial<FormField> = {}): FormField => ({
  key,
  name: text(key),
  type,
  required: false,
  ...more,
});
const options = ['dog', 'cat'].map((key) => ({ key, name: text(key) }));
const consent = { version: 2, text: text('I agree.') };
const FORM: FormField[] = [
  field('pet-name', 'text', { required: true }),
  field('kind', 'choice', { options, required: true }),
  field('toys', 'multiChoice', { options }),
  field('weight', 'number', { min: 1, max: 90 }),
  field('born', 'date'),
  field('phone', 'phone'),
  field('nervous', 'boolean'),
  field('calm', 'longText', { required: true, showIf: { field: 'nervous', is: true } }),
  field('paper', 'file'),
  field('agreed', 'consent', { required: true, consent }),
];
const fine = { 'pet-name': 'Rex', kind: 'dog', agreed: 2 };

const wish = (start: string, key: ServiceKey = 'cut') => ({
  items: [{ serviceId: shop.services[key] }],
  start,
});
const mistakesIn = (answer: Answer) =>
  answer
    .json<{ error: { details: { field: string; message: string }[] } }>()
    .error.details.map(({ field }) => field);

beforeAll(async () => {
  t = await testApp();
  shop = await createShop(t.a, { providers: 2, chairs: 2, features: { visits: true } });
  vertical = verticalOf(t.deps.verticals, t.a);
  const [first] = vertical.serviceTypes;
  if (!first) throw new Error('The vertical has no services.');
  const asked = { ...vertical, intakeForms: [{ key: 'pet', name: text('Pet'), fields: FORM }] };
  vertical = { ...asked, serviceTypes: [{ ...first, key: 'groom', intakeForm: 'pet' }] };
  (t.deps.verticals as Map<string, Vertical>).set('barbershop', vertical);
  await inTransaction(t.a.ctx, ({ db }) =>
    db.service.updateMany({
      where: { id: { in: [shop.services.cut, shop.services.padded, shop.services.class] } },
      data: { templateKey: 'groom' },
    }),
  );
});
afterAll(() => t.close());

const post = (body: object, headers = {}) =>
  browser(t, t.a).send('POST', '/bookings', { customer, ...body }, headers);
const intakeOf = async (id: string, token = '', who = browser(t, t.a)) =>
  who.send('GET', `/bookings/${id}/intake`, undefined, { 'x-booking-token': token });

function upload(businessId: string, file: Buffer) {
  const { body, headers } = uploadForm(businessId, file);
  return browser(t, t.a).send('POST', '/intake-files', body, headers);
}

describe('answers', () => {
  it('are kept with their questions, and shown to the booker and to staff', async () => {
    day += 1;
    const answers = {
      ...fine,
      toys: ['cat', 'dog'],
      weight: 12.5,
      born: '2020-02-29',
      nervous: true,
      calm: ' Music\nplease ',
    };
    const { id, token } = dataOf(booking, await post({ ...wish(at('10:00')), answers }));
    const kept = dataOf(bookingIntake, await intakeOf(id, token));
    expect(kept.forms).toHaveLength(1);
    expect(kept.forms[0]).toMatchObject({ item: 0, form: 'pet', version: vertical.version });
    expect(kept.forms[0]?.answers.map(({ key, value }) => [key, value])).toEqual([
      ['pet-name', 'Rex'],
      ['kind', 'dog'],
      ['toys', ['cat', 'dog']],
      ['weight', 12.5],
      ['born', '2020-02-29'],
      ['nervous', true],
      ['calm', 'Music\nplease'],
      ['agreed', true],
    ]);
    const agreed = kept.forms[0]?.answers.at(-1)?.consent;
    expect(agreed).toMatchObject({ version: 2, text: text('I agree.') });
    expect(Math.abs(Date.parse(agreed?.at ?? '') - Date.now())).toBeLessThan(60_000);

    expect(outcome(await intakeOf(id))).toEqual([404, 'NOT_FOUND']);
    expect(outcome(await intakeOf(id, token, browser(t, t.b)))).toEqual([404, 'NOT_FOUND']);
    const { businessId } = shop;
    const staff = await signedIn(t, t.a, 'reads@example.com', [{ role: 'reception', businessId }]);
    expect(dataOf(bookingIntake, await intakeOf(id, '', staff))).toEqual(kept);
    const other = await signedIn(t, t.a, 'other@example.com');
    expect(outcome(await intakeOf(id, '', other))).toEqual([404, 'NOT_FOUND']);
  });

  it.each([
    ['left out', {}, ['answers.pet-name', 'answers.kind', 'answers.agreed']],
    ['empty', { ...fine, 'pet-name': '  ' }, ['answers.pet-name']],
    ['of two lines', { ...fine, 'pet-name': 'a\r\nBcc: x' }, ['answers.pet-name']],
    ['too long', { ...fine, 'pet-name': 'x'.repeat(301) }, ['answers.pet-name']],
    [
      'of another type',
      { ...fine, 'pet-name': 7, weight: '7', nervous: 'yes' },
      ['answers.pet-name', 'answers.weight', 'answers.nervous'],
    ],
    [
      'none of the options',
      { ...fine, kind: 'bird', toys: ['dog', 'dog'] },
      ['answers.kind', 'answers.toys'],
    ],
    ['out of bounds', { ...fine, weight: 91 }, ['answers.weight']],
    ['no date', { ...fine, born: '2021-02-29' }, ['answers.born']],
    ['no telephone', { ...fine, phone: 'call me' }, ['answers.phone']],
    ['hidden', { ...fine, nervous: false, calm: 'x' }, ['answers.calm']],
    ['required once shown', { ...fine, nervous: true }, ['answers.calm']],
    ['not asked', { ...fine, shoe: 'x', owner: 'x' }, ['answers.shoe', 'answers.owner']],
    ['another consent', { ...fine, agreed: 1 }, ['answers.agreed']],
    ['a consent withheld', { ...fine, agreed: false }, ['answers.agreed']],
    ['a consent without its version', { ...fine, agreed: true }, ['answers.agreed']],
    ['a forged file', { ...fine, paper: `${randomUUID()}.x` }, ['answers.paper']],
  ])('are refused, naming the field: %s', async (_what, answers, fields) => {
    day += 1;
    const answer = await post({ ...wish(at('10:00')), answers });
    expect(outcome(answer)).toEqual([400, 'VALIDATION']);
    expect(mistakesIn(answer)).toEqual(fields);
    const again = await post({ ...wish(at('10:00')), answers: fine });
    expect(outcome(again)).toEqual([201]);
  });

  it('come with the booking, not with the hold', async () => {
    day += 1;
    const guest = browser(t, t.a);
    const held = await guest.send('POST', '/holds', wish(at('10:00')));
    const { id, token } = dataOf(booking, held);
    expect(outcome(await guest.send('POST', '/holds', { ...wish(at('11:00')), answers: fine }))).toEqual([
      400,
      'VALIDATION',
    ]);
    const headers = { 'x-booking-token': token ?? '' };
    expect(outcome(await post({ holdId: id, answers: { kind: 'dog' } }, headers))).toEqual([
      400,
      'VALIDATION',
    ]);
    expect(outcome(await post({ holdId: id, answers: fine }, headers))).toEqual([201]);
    expect(dataOf(bookingIntake, await intakeOf(id, token)).forms).toHaveLength(1);
  });

  it('of a visit are one for all of it, or one for each of its services', async () => {
    day += 1;
    const items = [{ serviceId: shop.services.cut }, { serviceId: shop.services.padded }];
    const each = [fine, { ...fine, 'pet-name': 'Tom', kind: 'cat' }];
    const made = dataOf(booking, await post({ items, start: at('10:00'), answers: each }));
    const { forms } = dataOf(bookingIntake, await intakeOf(made.id, made.token));
    expect(forms.map(({ item, answers }) => [item, answers[0]?.value])).toEqual([
      [0, 'Rex'],
      [1, 'Tom'],
    ]);
    const one = dataOf(booking, await post({ items, start: at('13:00'), answers: fine }));
    expect(dataOf(bookingIntake, await intakeOf(one.id, one.token)).forms).toHaveLength(2);
    const wrong = await post({ items, start: at('15:00'), answers: [fine, { kind: 'cat', agreed: 2 }] });
    expect(mistakesIn(wrong)).toEqual(['answers.1.pet-name']);
    expect(mistakesIn(await post({ items, start: at('15:00'), answers: [fine, fine, fine] }))).toEqual([
      'answers',
    ]);
  });

  it('may be left out by staff, who asks later; what is said must be right', async () => {
    day += 1;
    const grants = [{ role: 'reception' as const, businessId: shop.businessId }];
    const staff = await signedIn(t, t.a, 'desk@example.com', grants);
    expect(outcome(await staff.send('POST', '/bookings', { ...wish(at('10:00')), customer }))).toEqual([201]);
    const wrong = { ...wish(at('11:00')), customer, answers: { kind: 'bird' } };
    expect(mistakesIn(await staff.send('POST', '/bookings', wrong))).toEqual(['answers.kind']);
  });
});

describe('files', () => {
  it('that nobody booked with are gone after a day, and those of bookings stay', async () => {
    day += 1;
    const { media: store } = t.deps;
    const put = async () => dataOf(uploadedFile, await upload(shop.businessId, await somePicture()));
    const [used, unused, refused, young] = [await put(), await put(), await put(), await put()];
    dataOf(booking, await post({ ...wish(at('10:00')), answers: { ...fine, paper: used.answer } }));
    const wrong = { ...wish(at('11:00')), answers: { ...fine, kind: 'bird', paper: refused.answer } };
    expect(mistakesIn(await post(wrong))).toEqual(['answers.kind']);
    const rows = await rowsOf<{ id: string; key: string }>(
      t,
      'SELECT id, storage_key AS key FROM intake_files ORDER BY id',
    );
    const keyOf = ({ id }: { id: string }) => rows.find((row) => row.id === id)?.key ?? expect.fail();
    const old = [used, unused, refused].map(({ id }) => id);
    await t.asOwner(
      `SELECT set_config('app.maintenance', 'on', false);
       UPDATE intake_files SET created_at = now() - interval '25 hours' WHERE id IN ('${old.join("', '")}')`,
    );
    const direct = new pg.Pool({ connectionString: t.env.DATABASE_DIRECT_URL, max: 1 });
    await findUnusedFiles.run(direct);
    const jobs = await direct.query(
      `SELECT key FROM graphile_worker.jobs WHERE task_identifier = 'intake.sweep'`,
    );
    await direct.end();
    expect(jobs.rows).toEqual([{ key: `intake.sweep ${t.a.id}` }]);
    expect(await sweepFiles(t.a.ctx, store)).toBe(2);
    expect(await sweepFiles(t.a.ctx, store)).toBe(0);
    expect(await store.read(keyOf(used))).toBeDefined();
    expect(await store.read(keyOf(young))).toBeDefined();
    expect(await store.read(keyOf(unused))).toBeUndefined();
    const late = { ...wish(at('12:00')), answers: { ...fine, paper: unused.answer } };
    expect(mistakesIn(await post(late))).toEqual(['answers.paper']);
  });

  it('are read by whoever may read the booking, and by nobody else', async () => {
    day += 1;
    const file = dataOf(uploadedFile, await upload(shop.businessId, await somePicture()));
    const made = dataOf(
      booking,
      await post({ ...wish(at('10:00')), answers: { ...fine, paper: file.answer } }),
    );
    const path = `/bookings/${made.id}/intake/files/${file.id}`;
    const get = (token: string, who = browser(t, t.a)) =>
      who.send('GET', path, undefined, { 'x-booking-token': token });
    const answer = await get(made.token ?? '');
    expect([
      answer.statusCode,
      answer.headers['content-type'],
      answer.headers['content-disposition'],
    ]).toEqual([200, 'image/webp', 'attachment']);
    expect(answer.headers['cache-control']).toBe('private, no-store');
    expect(outcome(await get(''))).toEqual([404, 'NOT_FOUND']);
    const stranger = await signedIn(t, t.a, 'stranger@example.com');
    expect(outcome(await get('', stranger))).toEqual([404, 'NOT_FOUND']);
    for (const public_ of [`/media/${file.id}/160.webp`, `/media/${file.id}/640.avif`])
      expect(outcome(await browser(t, t.a).send('GET', public_))).toEqual([404, 'NOT_FOUND']);
    const other = dataOf(booking, await post({ ...wish(at('12:00')), answers: fine }));
    const foreign = `/bookings/${other.id}/intake/files/${file.id}`;
    const headers = { 'x-booking-token': other.token ?? '' };
    expect(outcome(await browser(t, t.a).send('GET', foreign, undefined, headers))).toEqual([
      404,
      'NOT_FOUND',
    ]);
  });

  it('are of kinds that are accepted, of one business, and no larger than pictures', async () => {
    day += 1;
    expect(outcome(await upload(shop.businessId, Buffer.from('<svg onload="alert(1)"/>')))).toEqual([
      415,
      'FILE_NOT_ACCEPTED',
    ]);
    expect(outcome(await upload(randomUUID(), await somePicture()))).toEqual([404, 'NOT_FOUND']);
    expect(outcome(await upload('x', await somePicture()))).toEqual([400, 'VALIDATION']);
    expect(outcome(await upload(shop.businessId, Buffer.alloc(10 * 1024 * 1024 + 1)))).toEqual([
      413,
      'PAYLOAD_TOO_LARGE',
    ]);
    const pdf = Buffer.from('%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n');
    const file = dataOf(uploadedFile, await upload(shop.businessId, pdf));
    expect(file).toMatchObject({ contentType: 'application/pdf', bytes: pdf.length });
    const rival = await createShop(t.a, { slug: 'rival' });
    await inTransaction(t.a.ctx, ({ db }) =>
      db.service.update({
        where: { tenantId_id: { tenantId: t.a.id, id: rival.services.cut } },
        data: { templateKey: 'groom' },
      }),
    );
    const there = { items: [{ serviceId: rival.services.cut }], start: at('10:00') };
    expect(mistakesIn(await post({ ...there, answers: { ...fine, paper: file.answer } }))).toEqual([
      'answers.paper',
    ]);
  });
});

describe('what every customer is asked', () => {
  it('is asked once', async () => {
    day += 1;
    const fields = [field('born', 'date', { required: true }), field('insured', 'boolean')];
    (t.deps.verticals as Map<string, Vertical>).set('barbershop', { ...vertical, customerFields: fields });
    try {
      const eva = await signedIn(t, t.a, 'eva@example.com');
      const send = (time: string, more: object) =>
        eva.send('POST', '/bookings', { ...wish(at(time), 'chair'), ...more });
      expect(mistakesIn(await send('10:00', {}))).toEqual(['customerAnswers.born']);
      const first = dataOf(booking, await send('10:00', { customerAnswers: { born: '1990-05-01' } }));
      const second = dataOf(booking, await send('11:00', { customerAnswers: { insured: true } }));
      expect(outcome(await send('12:00', {}))).toEqual([201]);
      for (const { id } of [first, second])
        expect(
          dataOf(bookingIntake, await intakeOf(id, '', eva)).customer.map(({ key, value }) => [key, value]),
        ).toEqual([
          ['born', '1990-05-01'],
          ['insured', true],
        ]);
    } finally {
      (t.deps.verticals as Map<string, Vertical>).set('barbershop', vertical);
    }
  });
});

describe('guests', () => {
  it('are named, and no more than the seats that are taken', async () => {
    day += 1;
    const session = await createSession(t.a, shop, at('09:00'));
    const seats = { ...wish(at('09:00'), 'class'), sessionId: session, answers: fine };
    const two = [{ name: 'Beto' }, { name: 'Carla', email: 'carla@example.com' }];
    const crowd = await post({ ...seats, seats: 2, guests: two });
    expect([outcome(crowd), mistakesIn(crowd)]).toEqual([[400, 'VALIDATION'], ['guests']]);
    const made = dataOf(booking, await post({ ...seats, seats: 3, guests: two }));
    expect(dataOf(bookingIntake, await intakeOf(made.id, made.token))).toMatchObject({
      partySize: 3,
      guests: [
        { name: 'Beto', email: null, phone: null },
        { name: 'Carla', email: 'carla@example.com', phone: null },
      ],
    });
    const plain = dataOf(booking, await post({ ...wish(at('15:00'), 'chair'), guests: two }));
    expect(dataOf(bookingIntake, await intakeOf(plain.id, plain.token)).partySize).toBe(3);
  });

  it.each([
    ['a name of two lines', [{ name: 'a\r\nBcc: x' }]],
    ['no name', [{ name: ' ' }]],
    ['somebody else’s id', [{ name: 'a', id: randomUUID() }]],
    ['too many', Array.from({ length: 51 }, () => ({ name: 'a' }))],
  ])('are refused: %s', async (_what, guests) => {
    day += 1;
    expect(outcome(await post({ ...wish(at('10:00'), 'chair'), guests }))).toEqual([400, 'VALIDATION']);
  });
});
