import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataOf, outcome, type Browser } from '../../../test/browser.ts';
import { ledgerOf, paymentsOf, press, rowsOf, until } from '../../../test/money.ts';
import { isCompleted, isRefunded, openTill, withToken, type Till } from '../../../test/paying.ts';
import { brokenPromises, endHold } from '../../../test/races.ts';
import { createSession, tomorrow } from '../../../test/shop.ts';
import { cancellationPreview } from '../bookings/bookings.contract.ts';
import { payment } from './payments.contract.ts';

let till: Till;
beforeAll(async () => (till = await openTill()));
afterAll(() => till.t.close());

const sums = (id: string, isSo: (sums: Record<string, number>) => boolean) =>
  until(() => ledgerOf(till.t, id), isSo);
const has = (account: string) => (sums: Record<string, number>) => account in sums;

describe('a guest', () => {
  it('books, pays in the sandbox, whose signed webhook comes over HTTP, and the ledger knows', async () => {
    const made = await till.book();
    const asked = await till.begin(made, { kind: 'full' });
    expect(asked).toMatchObject({
      state: 'pending',
      provider: 'sandbox',
      price: { amount: 1_000, currency: 'ARS' },
    });
    expect(asked.redirectUrl).toContain(`${till.t.url}/sandbox/pay/`);
    expect(await (await fetch(asked.redirectUrl ?? '')).text()).toContain('Sandbox payment');
    expect(await press(asked.redirectUrl, 'pay')).toBe(303);
    expect(await till.settled(made, asked.id, isCompleted)).toMatchObject({ state: 'completed' });
    expect(await sums(made.id, has('prepayments'))).toEqual({ company_clearing: 1_000, prepayments: -1_000 });
    await till.turn(made.id, 'completed');
    expect(await sums(made.id, has('business'))).toEqual({
      company_clearing: 1_000,
      business: -850,
      commission: -150,
    });
  });

  it('is declined, tries again with a delay, and has paid once', async () => {
    const made = await till.book();
    const { id, redirectUrl } = await till.begin(made, { kind: 'full' });
    await press(redirectUrl, 'fail');
    expect(await till.settled(made, id, ({ failure }) => failure === 'declined')).toMatchObject({
      state: 'pending',
      failure: 'declined',
    });
    await press(redirectUrl, 'pay');
    expect(await till.settled(made, id, isCompleted)).toMatchObject({ state: 'completed', failure: null });
    expect(outcome(await till.ask(made, { kind: 'full' }))).toEqual([409, 'PAYMENT_NOT_DUE']);
  });

  it('gets the same payment and page for the same key, and the other page closes once one is paid', async () => {
    const made = await till.book();
    const key = { 'idempotency-key': 'pay-once' };
    const [first, again] = [
      await till.ask(made, { kind: 'full' }, key),
      await till.ask(made, { kind: 'full' }, key),
    ];
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(dataOf(payment, again)).toEqual(dataOf(payment, first));
    const other = await till.begin(made, { kind: 'full' });
    await press(dataOf(payment, first).redirectUrl, 'pay');
    expect(await till.settled(made, other.id, ({ state }) => state === 'failed')).toMatchObject({
      failure: 'closed',
    });
  });

  it('pays two pages at the same moment: what is too much goes back by itself', async () => {
    const made = await till.book();
    const pages = [await till.begin(made, { kind: 'full' }), await till.begin(made, { kind: 'full' })];
    await Promise.all(pages.map(({ redirectUrl }) => press(redirectUrl, 'pay')));
    const after = await until(
      () => paymentsOf(till.guest, made.id, made.token),
      (payments) => payments.some(isRefunded),
    );
    expect(after.flatMap(({ refunds }) => refunds)).toMatchObject([
      { amount: 1_000, reason: 'overpaid', state: 'completed' },
    ]);
    expect(await sums(made.id, ({ prepayments }) => prepayments === -1_000)).toEqual({
      company_clearing: 1_000,
      prepayments: -1_000,
    });
  });

  it.each([
    { kind: 'tip', amount: -1 },
    { kind: 'tip', amount: 0 },
    { kind: 'tip', amount: 0.5 },
    { kind: 'tip' },
    { kind: 'balance', amount: 1_001 },
    { kind: 'full', amount: 999 },
    { kind: 'fee', amount: 1 },
    { kind: 'full', currency: 'USD' },
    { kind: 'full', price: 1 },
    { kind: 'full', tenantId: 'x' },
    { kind: 'full', state: 'completed' },
    { kind: 'full', applicationFee: 1 },
  ])('is refused %j', async (body) => {
    const made = await till.book();
    expect(outcome(await till.ask(made, body))).toEqual([400, 'VALIDATION']);
    expect(await paymentsOf(till.guest, made.id, made.token)).toEqual([]);
  });

  it('pays for nobody else, and sees nobody else’s payments', async () => {
    const [made, other] = [await till.book(), await till.book()];
    const { id } = await till.begin(made, { kind: 'full' });
    const foreign = withToken(other.token);
    const to = (path: string) => till.guest.send('GET', path, undefined, foreign);
    expect(outcome(await till.ask({ ...made, token: other.token }, { kind: 'full' }))).toEqual([
      404,
      'NOT_FOUND',
    ]);
    for (const path of [`/payments/${id}`, `/payments/${id}/receipt`, `/bookings/${made.id}/payments`])
      expect(outcome(await to(path))).toEqual([404, 'NOT_FOUND']);
  });
});

describe('what is asked beforehand', () => {
  it('makes the hold a booking when it is paid; the balance is paid later', async () => {
    const hold = await till.holdToPay(300);
    expect(outcome(await till.ask(hold, { kind: 'balance', amount: 200 }))).toEqual([400, 'VALIDATION']);
    const asked = await till.pay(hold, { kind: 'deposit' });
    expect(asked.price.amount).toBe(300);
    expect(
      await until(
        () => till.stateOf(hold.id),
        (state) => state === 'confirmed',
      ),
    ).toBe('confirmed');
    expect(outcome(await till.ask(hold, { kind: 'deposit' }))).toEqual([409, 'PAYMENT_NOT_DUE']);
    expect((await till.begin(hold, { kind: 'balance' })).price.amount).toBe(700);
    const [event] = await rowsOf<{ data: object }>(
      till.t,
      `SELECT data FROM booking_events WHERE booking_id = $1 AND to_state = 'confirmed'`,
      [hold.id],
    );
    expect(event?.data).toEqual({ by: 'system' });
  });

  it('books a hold again that had ended, if it is free', async () => {
    const hold = await till.holdToPay(300);
    const { redirectUrl } = await till.begin(hold, { kind: 'deposit' });
    await endHold(till.t, hold.id, -1_000);
    await press(redirectUrl, 'pay');
    expect(
      await until(
        () => till.stateOf(hold.id),
        (state) => state === 'confirmed',
      ),
    ).toBe('confirmed');
  });

  it('books it again with somebody else where the same are taken, unless they were asked for', async () => {
    const { services, providerIds } = till.staff.shop;
    const [ana] = providerIds;
    const late = async (item: object) => {
      const hold = await till.holdToPay(300, item);
      const { id, redirectUrl } = await till.begin(hold, { kind: 'deposit' });
      await endHold(till.t, hold.id, -1_000);
      const [had] = hold.items[0]?.providers ?? [];
      await till.book({
        items: [{ serviceId: services.cut, providerId: had?.id ?? expect.fail() }],
        start: hold.startsAt,
      });
      await press(redirectUrl, 'pay');
      return { hold, id, had };
    };
    const anybody = await late({});
    await until(
      () => till.stateOf(anybody.hold.id),
      (state) => state === 'confirmed',
    );
    const got = await rowsOf<{ state: string; provider: string; takes: string }>(
      till.t,
      `SELECT b.state::text AS state, i.provider_id AS provider, a.subject_id AS takes FROM bookings b
         JOIN booking_items i ON i.booking_id = b.id JOIN allocations a ON a.booking_item_id = i.id
       WHERE b.id = $1 AND a.state = 'confirmed'`,
      [anybody.hold.id],
    );
    const other = providerIds.find((id) => id !== anybody.had?.id);
    expect(got).toEqual([{ state: 'confirmed', provider: other, takes: other }]);
    const named = await late({ items: [{ serviceId: services.cut, providerId: ana }] });
    expect(await till.settled(named.hold, named.id, isRefunded)).toMatchObject({
      refunds: [{ amount: 300, state: 'completed' }],
    });
    expect(await brokenPromises(till.t)).toMatchObject({ overlaps: 0, oversold: 0, takingNothing: 0 });
  });

  it('books the seats of a class again, as many as were held', async () => {
    const { services } = till.staff.shop;
    const start = tomorrow('14:00', 3);
    const sessionId = await createSession(till.t.a, till.staff.shop, start, 3);
    const hold = await till.holdToPay(300, { items: [{ serviceId: services.class }], start, seats: 2 });
    const { redirectUrl } = await till.begin(hold, { kind: 'deposit' });
    await endHold(till.t, hold.id, -1_000);
    await press(redirectUrl, 'pay');
    expect(
      await until(
        () => till.stateOf(hold.id),
        (state) => state === 'confirmed',
      ),
    ).toBe('confirmed');
    const seats = await rowsOf(
      till.t,
      'SELECT state::text AS state, number FROM seats WHERE class_session_id = $1 ORDER BY number',
      [sessionId],
    );
    expect(seats).toEqual([
      { state: 'confirmed', number: 1 },
      { state: 'confirmed', number: 2 },
    ]);
    expect(await brokenPromises(till.t)).toMatchObject({ overlaps: 0, oversold: 0, takingNothing: 0 });
  });

  it('goes back by itself if somebody else has its time', async () => {
    const hold = await till.holdToPay(300);
    const { id, redirectUrl } = await till.begin(hold, { kind: 'deposit' });
    await endHold(till.t, hold.id, -1_000);
    for (let providers = 0; providers < 2; providers += 1) await till.book({ start: hold.startsAt });
    await press(redirectUrl, 'pay');
    expect(await till.settled(hold, id, isRefunded)).toMatchObject({
      refunds: [{ amount: 300, reason: 'overpaid', state: 'completed' }],
    });
    expect(['held', 'expired']).toContain(await till.stateOf(hold.id));
    expect(await sums(hold.id, (sums) => !('prepayments' in sums))).toEqual({});
  });

  it('is not paid at the venue', async () => {
    const hold = await till.holdToPay(300);
    expect(outcome(await till.ask(hold, { kind: 'deposit', provider: 'venue' }))).toEqual([
      503,
      'PAYMENT_UNAVAILABLE',
    ]);
  });
});

describe('in the end', () => {
  it('what would go back is said before a cancellation, and goes back', async () => {
    const made = await till.book();
    const path = `/bookings/${made.id}/cancellation`;
    const preview = async () =>
      dataOf(cancellationPreview, await till.guest.send('GET', path, undefined, withToken(made.token)));
    expect((await preview()).refund).toEqual({ amount: 0, currency: 'ARS' });
    const { id } = await till.pay(made, { kind: 'full' });
    expect(await preview()).toMatchObject({ fee: { amount: 0 }, refund: { amount: 1_000 } });
    await till.guest.send('POST', path, {}, withToken(made.token));
    expect(await till.settled(made, id, isRefunded)).toMatchObject({ refunds: [{ amount: 1_000 }] });
  });

  it('a late cancellation keeps the fee, gives back the rest, and commission is of the fee', async () => {
    const made = await till.book();
    const { id } = await till.pay(made, { kind: 'full' });
    await till.turn(made.id, 'cancelled', 400);
    expect(await till.settled(made, id, isRefunded)).toMatchObject({ refunds: [{ amount: 600 }] });
    expect(await sums(made.id, (sums) => sums['company_clearing'] === 400 && 'business' in sums)).toEqual({
      company_clearing: 400,
      business: -340,
      commission: -60,
    });
  });

  it('the fee of a no-show is paid afterwards', async () => {
    const made = await till.book();
    await till.turn(made.id, 'no_show', 500);
    expect(await till.pay(made, { kind: 'balance' })).toMatchObject({ kind: 'fee', price: { amount: 500 } });
    expect(await sums(made.id, has('business'))).toMatchObject({ business: -425, commission: -75 });
  });

  it('a tip is the business’s wholly', async () => {
    const made = await till.book();
    await till.pay(made, { kind: 'full' });
    await till.pay(made, { kind: 'tip', amount: 150 });
    await till.turn(made.id, 'completed');
    expect(await sums(made.id, has('business'))).toEqual({
      company_clearing: 1_150,
      business: -1_000,
      commission: -150,
    });
  });

  it('what was paid in cash is in the drawer, and is given back by people only', async () => {
    const { owner, customer: someone, neighbour } = till.staff;
    const made = await till.book();
    expect(await till.begin(made, { kind: 'full', provider: 'venue' })).toMatchObject({
      state: 'pending',
      provider: 'venue',
      redirectUrl: null,
    });
    const record = (who: Browser, body: object) =>
      who.send('POST', `/bookings/${made.id}/venue-payments`, body);
    expect(outcome(await record(till.guest, { kind: 'full' }))).toEqual([401, 'UNAUTHENTICATED']);
    expect(outcome(await record(someone, { kind: 'full' }))).toEqual([404, 'NOT_FOUND']);
    expect(outcome(await record(neighbour, { kind: 'full' }))).toEqual([404, 'NOT_FOUND']);
    expect(outcome(await record(owner, { kind: 'balance', amount: 1_001 }))).toEqual([400, 'VALIDATION']);
    const { id } = dataOf(payment, await record(till.staff.reception, { kind: 'full' }));
    expect(await sums(made.id, has('venue_cash'))).toEqual({ venue_cash: 1_000, prepayments: -1_000 });
    await till.turn(made.id, 'cancelled', 0);
    const back = await owner.send('POST', `/payments/${id}/refunds`, {});
    expect(dataOf(payment, back).refunds).toMatchObject([{ amount: 1_000, state: 'completed' }]);
    expect(await sums(made.id, (sums) => Object.keys(sums).length === 0)).toEqual({});
  });

  it('staff give back a part, two at once no more than there is, and earnings follow', async () => {
    const made = await till.book();
    const { id } = await till.pay(made, { kind: 'full' });
    await till.turn(made.id, 'completed');
    await sums(made.id, has('business'));
    const { reception, neighbour, foreigner, owner } = till.staff;
    const refund = (who: Browser, body: object) => who.send('POST', `/payments/${id}/refunds`, body);
    expect(outcome(await refund(till.guest, {}))).toEqual([401, 'UNAUTHENTICATED']);
    expect(outcome(await refund(reception, {}))).toEqual([403, 'FORBIDDEN']);
    for (const stranger of [neighbour, foreigner])
      expect(outcome(await refund(stranger, {}))).toEqual([404, 'NOT_FOUND']);
    expect(outcome(await refund(owner, { amount: 1_001 }))).toEqual([409, 'REFUND_EXCEEDS']);
    const both = await Promise.all([refund(owner, { amount: 600 }), refund(owner, { amount: 600 })]);
    expect(both.map(outcome).toSorted()).toEqual([[201], [409, 'REFUND_EXCEEDS']]);
    await till.settled(made, id, isRefunded);
    expect(await sums(made.id, (sums) => sums['company_clearing'] === 400)).toEqual({
      company_clearing: 400,
      business: -340,
      commission: -60,
    });
  });
});

describe('a receipt', () => {
  it('is a page in three languages, in which names are only text', async () => {
    const made = await till.book({ customer: { name: '<img src=x onerror=alert(1)> & "Ana"' } });
    const { id } = await till.pay(made, { kind: 'full' });
    const receipt = (locale: string) =>
      till.guest.send('GET', `/payments/${id}/receipt?locale=${locale}`, undefined, withToken(made.token));
    for (const [locale, word] of [
      ['es-AR', 'No es una factura'],
      ['en', 'not a tax invoice'],
      ['pt-BR', 'Não é uma nota fiscal'],
    ] as const) {
      const { body, headers } = await receipt(locale);
      expect(body).toContain(`<html lang="${locale}">`);
      expect(body).toContain(word);
      expect(body).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; &quot;Ana&quot;');
      expect(body).not.toMatch(/<(script|img|link)/);
      expect(body).toMatch(/>\D+\s10</);
      expect(headers['content-security-policy']).toMatch(/default-src 'none'; style-src 'sha256-/);
    }
    const unpaid = await till.begin(await till.book(), { kind: 'full' });
    const asOwner = await till.staff.owner.send('GET', `/payments/${unpaid.id}/receipt`);
    expect(outcome(asOwner)).toEqual([409, 'PAYMENT_STATE']);
  });
});

describe('the ledger', () => {
  it('shows owners their business, admins all, and nobody else anything', async () => {
    const { shop, owner, admin, reception, customer, neighbour, foreigner } = till.staff;
    const balances = (who: Browser) => who.send('GET', '/ledger/balances');
    const dataFor = async (who: Browser) =>
      (await balances(who)).json<{ data: { businessId: string; commission: object }[] }>().data;
    // The money of the tests before may still be on its way between the two answers.
    const [[own], all] = await until(
      async () => [await dataFor(owner), await dataFor(admin)] as const,
      ([[own], all]) => all.some((one) => isDeepStrictEqual(one, own)),
    );
    expect(own).toMatchObject({ businessId: shop.businessId, currency: 'ARS', commission: { direct: 0 } });
    expect(all).toContainEqual(own);
    expect((await balances(foreigner)).json<{ data: unknown[] }>().data).toEqual([]);
    for (const who of [reception, customer, neighbour])
      expect(outcome(await balances(who))).toEqual([403, 'FORBIDDEN']);
    const transactions = (who: Browser) =>
      who.send('GET', `/ledger/transactions?businessId=${shop.businessId}`);
    const { data } = (await transactions(owner)).json<{ data: { entries: { amount: number }[] }[] }>();
    for (const { entries } of data) expect(entries.reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
    expect(data.length).toBeGreaterThan(5);
    expect(outcome(await transactions(neighbour))).toEqual([403, 'FORBIDDEN']);
  });
});
