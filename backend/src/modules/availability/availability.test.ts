import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browser, dataOf, outcome, signedIn, type Answer } from '../../../test/browser.ts';
import { testApp, type TestApp, type TestTenant } from '../../../test/harness.ts';
import { createOffer, EVERY_DAY, takeTime, type TestOffer } from '../../../test/offer.ts';
import { catalogueRows } from '../../database/seed-catalogue.ts';
import { insertCatalogue } from '../../database/create-tenant.ts';
import { inTransaction } from '../../lib/context.ts';
import { availability, type Availability } from './availability.contract.ts';
import { touch } from './availability.freshness.ts';

/** A Sunday. */
const NOW = new Date('2026-11-29T12:00:30Z');
let now = NOW;
let t: TestApp;

beforeAll(async () => {
  t = await testApp({ clock: () => now });
});
beforeEach(() => {
  now = NOW;
});
afterAll(() => t.close());

type Question = Record<string, string | number | boolean>;

function ask(question: Question, tenant: TestTenant = t.a, headers: Record<string, string> = {}) {
  const query = new URLSearchParams(Object.entries(question).map(([key, value]) => [key, String(value)]));
  return browser(t, tenant).send('GET', `/availability?${query}`, undefined, headers);
}

const post = (body: object) => browser(t, t.a).send('POST', '/availability', body);

/** The starts as the clock shows them, by day: "09:00". */
function startsOf(answer: Answer): Record<string, string[]> {
  const { days } = dataOf(availability, answer);
  return Object.fromEntries(
    days.map(({ date, slots }) => [date, slots.map(({ start }) => start.slice(11, 16))]),
  );
}

const slotsOf = (answer: Answer): Availability['days'][number]['slots'] =>
  dataOf(availability, answer).days.flatMap(({ slots }) => slots);

/** "09:00", "09:20", ... */
function every(step: number, from: string, to: string): string[] {
  const minuteOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  const [first, last] = [minuteOf(from), minuteOf(to)];
  return Array.from({ length: (last - first) / step + 1 }, (_, index) =>
    new Date((first + index * step) * 60_000).toISOString().slice(11, 16),
  );
}

describe('the demo barbershop', () => {
  /** One barber, Monday to Friday from 9 to 13 and 14 to 17, one chair. */
  let ids: Record<'haircut' | 'clippers' | 'wash' | 'beard' | 'short' | 'sandra' | 'business', string>;

  beforeAll(async () => {
    const vertical = t.deps.verticals.get('barbershop')!;
    await inTransaction(t.a.ctx, ({ db }) => insertCatalogue(db, catalogueRows(t.a.id, vertical)));
    ids = await inTransaction(t.a.ctx, async ({ db }) => {
      const shop = { business: { slug: 'la-de-mitre' } };
      const serviceOf = (slug: string) =>
        db.service.findFirstOrThrow({
          where: { ...shop, slug },
          include: { serviceVariants: true, serviceAddOns: true },
        });
      const [haircut, beard] = [await serviceOf('haircut'), await serviceOf('beard-trim')];
      const sandra = await db.provider.findFirstOrThrow({ where: shop });
      const byKey = (rows: { key: string; id: string }[], key: string) =>
        rows.find((row) => row.key === key)!.id;
      return {
        business: haircut.businessId,
        haircut: haircut.id,
        clippers: byKey(haircut.serviceVariants, 'clippers'),
        wash: byKey(haircut.serviceAddOns, 'wash'),
        beard: beard.id,
        short: byKey(beard.serviceVariants, 'short'),
        sandra: sandra.id,
      };
    });
  });

  const monday = { from: '2026-11-30', to: '2026-11-30' };

  it('offers what fits and leaves no gap that the shortest service cannot use', async () => {
    const answer = await ask({ serviceId: ids.haircut, variantId: ids.clippers, ...monday });
    // 25 minutes and 5 to tidy. Before and after it there is nothing free, or 20 minutes for a short beard trim.
    expect(startsOf(answer)['2026-11-30']).toEqual([
      ...['09:00', ...every(5, '09:20', '12:10'), '12:30', '12:35'],
      ...['14:00', ...every(5, '14:20', '16:10'), '16:30', '16:35'],
    ]);
    expect(slotsOf(answer)[0]).toEqual({
      start: '2026-11-30T09:00:00-03:00',
      end: '2026-11-30T09:25:00-03:00',
      providers: [0],
      price: { amount: 1_350_000, currency: 'ARS' },
    });
    expect(dataOf(availability, answer)).toMatchObject({
      businessId: ids.business,
      timeZone: 'America/Argentina/Cordoba',
      providers: [{ id: ids.sandra, name: 'Sandra Giménez' }],
    });
  });

  it('lengthens by add-ons', async () => {
    const answer = await ask({
      serviceId: ids.haircut,
      variantId: ids.clippers,
      addOns: `${ids.wash}:1`,
      ...monday,
    });
    const starts = startsOf(answer)['2026-11-30'];
    // 35 minutes: the last of the morning ends at 13:00.
    expect(starts?.filter((start) => start < '14:00').at(-1)).toBe('12:25');
    expect(slotsOf(answer)[0]).toMatchObject({
      end: '2026-11-30T09:35:00-03:00',
      price: { amount: 1_800_000 },
    });
  });

  it('answers a visit: one service after the other', async () => {
    const answer = await post({
      items: [
        { serviceId: ids.haircut, variantId: ids.clippers },
        { serviceId: ids.beard, variantId: ids.short },
      ],
      ...monday,
    });
    const starts = startsOf(answer)['2026-11-30'];
    // 25 and 20 minutes, then 5 to tidy.
    expect(starts?.filter((start) => start < '14:00').at(-1)).toBe('12:15');
    expect(slotsOf(answer)[0]).toMatchObject({
      start: '2026-11-30T09:00:00-03:00',
      end: '2026-11-30T09:45:00-03:00',
      price: { amount: 2_350_000 },
    });
  });

  it('is closed on public holidays', async () => {
    // The Immaculate Conception is a Tuesday this year.
    const starts = startsOf(await ask({ serviceId: ids.haircut, from: '2026-12-07', to: '2026-12-09' }));
    expect(Object.entries(starts).map(([date, times]) => [date, times.length > 0])).toEqual([
      ['2026-12-07', true],
      ['2026-12-08', false],
      ['2026-12-09', true],
    ]);
  });

  it('looks around what is taken', async () => {
    await takeTime(t.a, ids.sandra, ['2026-11-30T13:00:00Z', '2026-11-30T13:30:00Z']);
    await touch(t.deps, t.a.id, ids.business);
    const answer = await ask({ serviceId: ids.haircut, variantId: ids.clippers, ...monday });
    const morning = startsOf(answer)['2026-11-30']?.filter((start) => start < '14:00');
    // Taken from 10:00 to 10:30: before it only what begins at 9:00 or ends right there leaves no useless gap.
    expect(morning).toEqual(['09:00', '09:30', '10:30', ...every(5, '10:50', '12:10'), '12:30', '12:35']);
  });
});

describe('clocks that change', () => {
  const sunday = [[7, 60, 300]] as const;

  it.each([
    ['forward', '2027-03-14', ['01:00-05:00', '01:30-05:00', '03:00-04:00', '03:30-04:00', '04:00-04:00']],
    [
      'back',
      '2027-11-07',
      [
        ...['01:00-04:00', '01:30-04:00', '01:00-05:00', '01:30-05:00', '02:00-05:00'],
        ...['02:30-05:00', '03:00-05:00', '03:30-05:00', '04:00-05:00'],
      ],
    ],
  ])('%s: every start exists, and lasts an hour', async (_way, date, expected) => {
    now = new Date(`${date}T00:00:00Z`);
    const { serviceId } = await createOffer(t.a, { timeZone: 'America/New_York', providers: [sunday] });
    const slots = slotsOf(await ask({ serviceId, from: date, to: date }));
    expect(slots.map(({ start }) => start.slice(11, 16) + start.slice(19))).toEqual(expected);
    for (const { start, end } of slots) expect(Date.parse(end) - Date.parse(start)).toBe(3_600_000);
  });
});

describe('what is asked', () => {
  let offer: TestOffer;
  beforeAll(async () => {
    offer = await createOffer(t.a, { providers: [EVERY_DAY, [[1, 540, 660]]] });
  });
  const monday = { from: '2026-11-30', to: '2026-11-30' };

  it('is by default from today, for two weeks, and never in the past', async () => {
    const days = startsOf(await ask({ serviceId: offer.serviceId }));
    expect(Object.keys(days)).toHaveLength(14);
    // It is half a minute past noon.
    expect(days['2026-11-29']).toEqual(every(30, '12:30', '16:00'));
    expect(days['2026-12-12']).toEqual(every(30, '09:00', '16:00'));
  });

  it('may name a provider, and says who could take each start', async () => {
    const [first = '', second = ''] = offer.providerIds;
    const any = await ask({ serviceId: offer.serviceId, ...monday });
    expect(dataOf(availability, any).providers.map(({ id }) => id)).toEqual([first, second]);
    expect(slotsOf(any).map(({ providers }) => providers)).toEqual([
      ...[
        [0, 1],
        [0, 1],
        [0, 1],
      ],
      ...every(30, '10:30', '16:00').map(() => [0]),
    ]);
    const named = await ask({ serviceId: offer.serviceId, providerId: second, ...monday });
    expect(startsOf(named)['2026-11-30']).toEqual(every(30, '09:00', '10:00'));
  });

  it('says from which price, and up to which', async () => {
    const levels = [{ key: 'm', name: { en: 'Master' }, levels: ['master'], basisPoints: 2500 }];
    const late = { key: 'l', name: { en: 'Late' }, times: { start: '15:00', end: '17:00' }, amount: 500 };
    const { serviceId } = await createOffer(t.a, {
      settings: { priceRules: [late, ...levels] },
      providers: [EVERY_DAY, EVERY_DAY],
      details: [{}, { level: 'master' }],
    });
    const slots = slotsOf(await ask({ serviceId, ...monday }));
    const priceAt = (time: string) => slots.find(({ start }) => start.slice(11, 16) === time);
    expect(priceAt('14:30')).toMatchObject({ price: { amount: 1000 }, priceUpTo: { amount: 1250 } });
    expect(priceAt('15:00')?.price.amount).toBe(1500);
    expect(priceAt('15:00')).not.toHaveProperty('priceUpTo');
  });

  it('may count things that make it longer and dearer', async () => {
    const rooms = { key: 'rooms', name: { en: 'Rooms' }, min: 1, max: 9, default: 2, minutesPerUnit: 30 };
    const { serviceId } = await createOffer(t.a, {
      service: { durationInputs: [{ ...rooms, pricePerUnit: 100 }] },
    });
    const [usual] = slotsOf(await ask({ serviceId, ...monday }));
    expect(usual).toMatchObject({ end: '2026-11-30T11:00:00+00:00', price: { amount: 1200 } });
    const [large] = slotsOf(await ask({ serviceId, inputs: 'rooms:6', ...monday }));
    expect(large).toMatchObject({ end: '2026-11-30T13:00:00+00:00', price: { amount: 1600 } });
    expect(outcome(await ask({ serviceId, inputs: 'rooms:10' }))).toEqual([400, 'VALIDATION']);
    expect(outcome(await ask({ serviceId, inputs: 'baths:1' }))).toEqual([400, 'VALIDATION']);
  });

  it('has no place where the service is done elsewhere: each provider has a zone', async () => {
    const { serviceId, providerIds } = await createOffer(t.a, {
      service: { place: 'online' },
      providers: [EVERY_DAY, EVERY_DAY],
      details: [{ timeZone: 'Europe/Madrid' }, {}],
    });
    const [madrid = '', home = ''] = providerIds;
    // The tenant's zone is Buenos Aires, four hours behind Madrid.
    const mine = await ask({ serviceId, providerId: home, ...monday });
    expect(startsOf(mine)['2026-11-30']).toEqual(every(30, '09:00', '16:00'));
    const theirs = await ask({ serviceId, providerId: madrid, ...monday });
    expect(startsOf(theirs)['2026-11-30']).toEqual(every(30, '05:00', '12:00'));
    expect(dataOf(availability, theirs)).toMatchObject({
      locationId: null,
      timeZone: 'America/Argentina/Buenos_Aires',
    });
  });

  it('must name the location where there are several', async () => {
    const { businessId, locationId, serviceId } = await createOffer(t.a);
    const other = await inTransaction(t.a.ctx, ({ db, tenant }) =>
      db.location.create({
        data: {
          tenantId: tenant.id,
          businessId,
          slug: 'm',
          name: 'Other',
          timeZone: 'UTC',
          keepsHours: false,
        },
      }),
    );
    const answer = await ask({ serviceId });
    expect(outcome(answer)).toEqual([400, 'LOCATION_REQUIRED']);
    expect(answer.body).toContain(other.id);
    expect(slotsOf(await ask({ serviceId, locationId, ...monday })).length).toBeGreaterThan(0);
    // Nobody works there.
    expect(slotsOf(await ask({ serviceId, locationId: other.id, ...monday }))).toEqual([]);
  });

  it.each<[string, Question, [number, string], string]>([
    ['an unknown service', { serviceId: randomUUID() }, [404, 'NOT_FOUND'], ''],
    ['an unknown variant', { variantId: randomUUID() }, [404, 'NOT_FOUND'], 'variantId'],
    ['an unknown add-on', { addOns: randomUUID() }, [404, 'NOT_FOUND'], 'addOns'],
    ['an unknown provider', { providerId: randomUUID() }, [404, 'NOT_FOUND'], 'providerId'],
    ['an unknown location', { locationId: randomUUID() }, [404, 'NOT_FOUND'], 'locationId'],
    ['from after to', { from: '2026-12-02', to: '2026-12-01' }, [400, 'VALIDATION'], 'from'],
    ['to before today', { to: '2026-11-28' }, [400, 'VALIDATION'], 'to'],
    ['more than 62 days', { from: '2026-12-01', to: '2027-02-01' }, [400, 'VALIDATION'], 'to'],
    ['a date far away', { from: '2199-01-01' }, [400, 'VALIDATION'], 'from'],
    ['no date', { from: '2026-02-30' }, [400, 'VALIDATION'], 'from'],
    ['seats of what has none', { seats: 2 }, [400, 'VALIDATION'], 'seats'],
    ['an unknown field', { staff: 'x' }, [400, 'VALIDATION'], 'staff'],
  ])('is refused by its field: %s', async (_what, question, expected, field) => {
    const answer = await ask({ serviceId: offer.serviceId, ...question });
    expect(outcome(answer)).toEqual(expected);
    const { error } = answer.json<{ error: { details: { field: string }[] } }>();
    expect(error.details.map((detail) => detail.field)).toEqual(field ? [field] : []);
  });

  it('of a visit is refused by the field of its item', async () => {
    const other = await createOffer(t.a);
    const answers = await Promise.all([
      post({ items: [{ serviceId: offer.serviceId }, { serviceId: other.serviceId }] }),
      post({
        items: [{ serviceId: offer.serviceId }, { serviceId: offer.serviceId, variantId: randomUUID() }],
      }),
    ]);
    expect(answers.map(outcome)).toEqual([
      [400, 'VALIDATION'],
      [404, 'NOT_FOUND'],
    ]);
    expect(answers[0].body).toContain('items.1.serviceId');
    expect(answers[1].body).toContain('items.1.variantId');
  });

  it('is of one service where the vertical has no visits', async () => {
    const { serviceId } = await createOffer(t.a, { settings: { features: { visits: false } } });
    const answer = await post({ items: [{ serviceId }, { serviceId }] });
    expect(outcome(answer)).toEqual([400, 'VALIDATION']);
    expect(answer.json()).toMatchObject({ error: { details: [{ field: 'items' }] } });
    expect(outcome(await post({ items: [{ serviceId }] }))).toEqual([200]);
  });

  it('is 404 for another tenant, and while it is not published', async () => {
    const question = { serviceId: offer.serviceId };
    expect(outcome(await ask(question))).toEqual([200]);
    expect(outcome(await ask(question, t.b))).toEqual([404, 'NOT_FOUND']);
    const { serviceId, businessId } = await createOffer(t.a);
    await inTransaction(t.a.ctx, ({ db }) =>
      db.business.updateMany({ where: { id: businessId }, data: { publishedAt: null } }),
    );
    expect(outcome(await ask({ serviceId }))).toEqual([404, 'NOT_FOUND']);
  });
});

describe('limits', () => {
  const days = { from: '2026-11-30', to: '2026-12-01' };

  async function book(offer: TestOffer, start: string, customerId: string | null = null): Promise<void> {
    const end = new Date(Date.parse(start) + 3_600_000).toISOString();
    await inTransaction(t.a.ctx, async ({ db, tenant }) => {
      const of = { tenantId: tenant.id };
      const booking = await db.booking.create({
        data: {
          ...of,
          code: randomUUID(),
          state: 'confirmed',
          customerId,
          businessId: offer.businessId,
          locationId: offer.locationId,
          timeZone: 'UTC',
          startsAt: start,
          endsAt: end,
          currency: 'ARS',
          totalAmount: 0,
          source: 'test',
        },
      });
      const item = await db.bookingItem.create({
        data: {
          ...of,
          bookingId: booking.id,
          position: 0,
          serviceId: offer.serviceId,
          startsAt: start,
          endsAt: end,
        },
      });
      await db.$executeRaw`
        INSERT INTO allocations (tenant_id, subject_id, period, state, booking_item_id)
        VALUES (${tenant.id}::uuid, ${offer.providerIds[0]}::uuid,
          tstzrange(${start}::timestamptz, ${end}::timestamptz), 'confirmed', ${item.id}::uuid)`;
    });
  }

  const settings = (more: object) => ({
    scheduling: { slotInterval: 60, packing: 'all', minNoticeMinutes: 0, closedOnHolidays: false, ...more },
  });

  it('count the bookings of a provider on the local date, and in the week', async () => {
    const perDay = await createOffer(t.a, { settings: settings({ providerPerDay: 1 }) });
    await book(perDay, '2026-11-30T10:00:00Z');
    const answer = startsOf(await ask({ serviceId: perDay.serviceId, ...days }));
    expect(answer['2026-11-30']).toEqual([]);
    expect(answer['2026-12-01']).toEqual(every(60, '09:00', '16:00'));
    const perWeek = await createOffer(t.a, { settings: settings({ providerPerWeek: 1 }) });
    // The Saturday of that week.
    await book(perWeek, '2026-12-05T10:00:00Z');
    expect(slotsOf(await ask({ serviceId: perWeek.serviceId, ...days }))).toEqual([]);
  });

  it('count the bookings of the customer who asks, and of nobody else', async () => {
    const offer = await createOffer(t.a, { settings: settings({ customerPerDay: 1 }) });
    const ana = await signedIn(t, t.a, 'ana@example.com');
    const customer = await inTransaction(t.a.ctx, ({ db, tenant }) =>
      db.customer.create({ data: { tenantId: tenant.id, userId: ana.id, name: 'Ana', locale: 'en' } }),
    );
    await book(offer, '2026-11-30T10:00:00Z', customer.id);
    const path = `/availability?${new URLSearchParams({ serviceId: offer.serviceId, ...days })}`;
    const free = every(60, '09:00', '16:00').filter((time) => time !== '10:00');
    expect(startsOf(await ask({ serviceId: offer.serviceId, ...days }))['2026-11-30']).toEqual(free);
    expect(startsOf(await ana.send('GET', path))).toEqual({
      '2026-11-30': [],
      '2026-12-01': every(60, '09:00', '16:00'),
    });
    expect(startsOf(await ask({ serviceId: offer.serviceId, ...days }))['2026-11-30']).toEqual(free);
    // Whoever books for others has no limits of their own.
    const rosa = await signedIn(t, t.a, 'rosa@example.com', [
      { role: 'reception', businessId: offer.businessId },
    ]);
    expect(startsOf(await rosa.send('GET', path))['2026-11-30']).toEqual(free);
  });
});

describe('classes', () => {
  async function createClass(): Promise<TestOffer & { sessionId: string }> {
    const offer = await createOffer(t.a, { service: { capacity: 3 } });
    const { id } = await inTransaction(t.a.ctx, ({ db, tenant }) =>
      db.classSession.create({
        data: {
          tenantId: tenant.id,
          serviceId: offer.serviceId,
          locationId: offer.locationId,
          providerId: offer.providerIds[0]!,
          startsAt: '2026-11-30T18:15:00Z',
          endsAt: '2026-11-30T19:00:00Z',
          capacity: 3,
        },
      }),
    );
    return { ...offer, sessionId: id };
  }

  async function sell(
    { serviceId, businessId, sessionId }: TestOffer & { sessionId: string },
    number: number,
  ) {
    await inTransaction(t.a.ctx, async ({ db, tenant }) => {
      const of = { tenantId: tenant.id };
      const time = { startsAt: '2026-11-30T18:15:00Z', endsAt: '2026-11-30T19:00:00Z' };
      const booking = await db.booking.create({
        data: {
          ...{ ...of, ...time, businessId, code: randomUUID(), state: 'confirmed', timeZone: 'UTC' },
          ...{ currency: 'ARS', totalAmount: 0, source: 'test' },
        },
      });
      const item = await db.bookingItem.create({
        data: { ...of, ...time, bookingId: booking.id, position: 0, serviceId, classSessionId: sessionId },
      });
      await db.seat.create({
        data: {
          ...{ ...of, classSessionId: sessionId, capacity: 3, number },
          ...{ state: 'confirmed', bookingItemId: item.id },
        },
      });
    });
    await touch(t.deps, t.a.id, businessId);
  }

  it('offer their sessions while there are seats', async () => {
    const offer = await createClass();
    const question = { serviceId: offer.serviceId, from: '2026-11-30', to: '2026-11-30' };
    await sell(offer, 1);
    const answer = await ask(question);
    expect(dataOf(availability, answer)).toMatchObject({
      providers: [{ id: offer.providerIds[0], name: 'Provider 0' }],
    });
    expect(slotsOf(answer)).toEqual([
      {
        start: '2026-11-30T18:15:00+00:00',
        end: '2026-11-30T19:00:00+00:00',
        providers: [0],
        price: { amount: 1000, currency: 'ARS' },
        sessionId: offer.sessionId,
        seatsLeft: 2,
      },
    ]);
    expect(slotsOf(await ask({ ...question, seats: 3 }))).toEqual([]);
    expect(slotsOf(await ask({ ...question, seats: 2 }))).toMatchObject([{ price: { amount: 2000 } }]);
    const admin = await signedIn(t, t.a, 'coach@example.com', [{ role: 'admin' }]);
    const explained = await admin.send(
      'GET',
      `/availability?serviceId=${offer.serviceId}&seats=3&explain=true&from=2026-11-30&to=2026-11-30`,
    );
    expect(dataOf(availability, explained).days[0]?.refusals).toEqual([
      { start: '2026-11-30T18:15:00+00:00', reasons: ['SOLD_OUT'] },
    ]);
  });

  it('are not part of a visit', async () => {
    const { serviceId } = await createClass();
    expect(outcome(await post({ items: [{ serviceId }, { serviceId }] }))).toEqual([400, 'VALIDATION']);
  });
});

describe('reasons', () => {
  let offer: TestOffer;
  beforeAll(async () => {
    offer = await createOffer(t.a);
    await takeTime(t.a, offer.providerIds[0]!, ['2026-11-30T09:00:00Z', '2026-11-30T10:00:00Z']);
  });
  const path = () => `/availability?serviceId=${offer.serviceId}&from=2026-11-30&to=2026-11-30&explain=true`;

  it('are for those who may read the schedule there', async () => {
    const at = (businessId: string) => [{ role: 'provider' as const, businessId }];
    const other = await createOffer(t.a);
    const guest = await browser(t, t.a).send('GET', path());
    expect(outcome(guest)).toEqual([401, 'UNAUTHENTICATED']);
    const customer = await signedIn(t, t.a, 'carla@example.com');
    expect(outcome(await customer.send('GET', path()))).toEqual([403, 'FORBIDDEN']);
    const elsewhere = await signedIn(t, t.a, 'eva@example.com', at(other.businessId));
    expect(outcome(await elsewhere.send('GET', path()))).toEqual([403, 'FORBIDDEN']);
    const here = await signedIn(t, t.a, 'hugo@example.com', at(offer.businessId));
    const answer = await here.send('GET', path());
    expect(outcome(answer)).toEqual([200]);
    const [day] = dataOf(availability, answer).days;
    expect(day?.slots[0]?.start).toBe('2026-11-30T10:00:00+00:00');
    expect(day?.refusals).toContainEqual({ start: '2026-11-30T09:00:00+00:00', reasons: ['BUSY'] });
  });

  it('are told to staff of what customers do not see yet, and to nobody else', async () => {
    const draft = await createOffer(t.a);
    await inTransaction(t.a.ctx, ({ db, tenant }) =>
      db.service.updateMany({
        where: { tenantId: tenant.id, id: draft.serviceId },
        data: { publishedAt: null },
      }),
    );
    const question = `/availability?serviceId=${draft.serviceId}&from=2026-11-30&to=2026-11-30`;
    const here = await signedIn(t, t.a, 'ines@example.com', [
      { role: 'provider', businessId: draft.businessId },
    ]);
    expect(outcome(await here.send('GET', question))).toEqual([404, 'NOT_FOUND']);
    const explained = await here.send('GET', `${question}&explain=true`);
    expect(dataOf(availability, explained).days[0]?.slots.length).toBeGreaterThan(0);
    const elsewhere = await signedIn(t, t.a, 'julia@example.com', [
      { role: 'owner', businessId: offer.businessId },
    ]);
    expect(outcome(await elsewhere.send('GET', `${question}&explain=true`))).toEqual([404, 'NOT_FOUND']);
  });
});

it('is offered to those who serve there without the notice that customers keep, and so to nobody else', async () => {
  const scheduling = { minNoticeMinutes: 129_600, cutoff: { daysBefore: 30, time: '09:00' } };
  const offer = await createOffer(t.a, { settings: { scheduling } });
  const day = { from: '2026-11-30', to: '2026-11-30' };
  const ask = (who: ReturnType<typeof browser>, desk: boolean) =>
    who.send('POST', '/availability', { items: [{ serviceId: offer.serviceId }], ...day, desk });
  const slots = (answer: Awaited<ReturnType<typeof ask>>) => dataOf(availability, answer).days[0]?.slots;
  const guest = browser(t, t.a);
  expect(outcome(await ask(guest, true))).toEqual([401, 'UNAUTHENTICATED']);
  const here = await signedIn(t, t.a, 'nora@example.com', [
    { role: 'reception', businessId: offer.businessId },
  ]);
  expect(slots(await ask(here, true))?.length).toBeGreaterThan(0);
  for (const who of [guest, here]) expect(slots(await ask(who, false))).toEqual([]);
});

describe('how it is loaded', () => {
  async function statementsFor(serviceId: string): Promise<number> {
    let count = 0;
    const stop = t.deps.database.onQuery(() => (count += 1));
    await ask({ serviceId, from: '2026-11-30', to: '2026-12-30' });
    stop();
    return count;
  }

  it('takes as many statements for one provider as for twenty', async () => {
    const one = await createOffer(t.a);
    const twenty = await createOffer(t.a, { providers: Array.from({ length: 20 }, () => EVERY_DAY) });
    for (const id of twenty.providerIds)
      await takeTime(t.a, id, ['2026-11-30T09:00:00Z', '2026-11-30T10:00:00Z']);
    const count = await statementsFor(one.serviceId);
    expect(count).toBeGreaterThan(5);
    expect(await statementsFor(twenty.serviceId)).toBe(count);
  });

  it('frees a held time when its hold ends, whoever sweeps', async () => {
    const { serviceId, providerIds } = await createOffer(t.a);
    const nine = ['2026-11-30T09:00:00Z', '2026-11-30T10:00:00Z'] as const;
    await takeTime(t.a, providerIds[0]!, nine, 1);
    const first = async () => {
      const answer = await ask({ serviceId, from: '2026-11-30', to: '2026-11-30' });
      return slotsOf(answer)[0]?.start.slice(11, 16);
    };
    expect(await first()).toBe('10:00');
    await sleep(1_100);
    expect(await first()).toBe('09:00');
  });
});
