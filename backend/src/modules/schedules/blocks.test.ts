import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { browser, dataOf, outcome } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { createSession, tomorrow } from '../../../test/shop.ts';
import { announced, book, createStaff, historyOf, type Staff } from '../../../test/staff.ts';
import { inTransaction } from '../../lib/context.ts';
import * as contract from './blocks.contract.ts';

let t: TestApp;
let staff: Staff;

beforeAll(async () => {
  t = await testApp();
  staff = await createStaff(t, { providers: 2 });
});
afterAll(() => t.close());

const NOT_FOUND = [404, 'NOT_FOUND'];
const FORBIDDEN = [403, 'FORBIDDEN'];
const TAKEN = [409, 'TIME_TAKEN'];
const from = (start: string, end: string, day = 1) => ({
  startsAt: tomorrow(start, day),
  endsAt: tomorrow(end, day),
});
const allocationsOf = (blockId: string) =>
  inTransaction(t.a.ctx, ({ db, tenant }) =>
    db.allocation.findMany({
      where: { tenantId: tenant.id, blockId },
      select: { state: true, subjectId: true },
    }),
  );

describe('a block', () => {
  it('takes time until it is taken away', async () => {
    const { provider, reception, shop } = staff;
    const path = `/providers/${shop.providerIds[0]}/blocks`;
    const body = { ...from('08:00', '09:00'), reason: 'Stocktaking' };
    const made = dataOf(contract.block, await provider.send('POST', path, body));
    expect(await allocationsOf(made.id)).toEqual([{ state: 'blocked', subjectId: shop.providerIds[0] }]);
    const list = async (query = '', who = provider) =>
      dataOf(z.array(contract.block), await who.send('GET', path + query));
    expect(await list()).toEqual([made]);
    expect(await list('', reception)).toEqual([{ ...made, reason: null }]);
    expect(await list(`?from=${tomorrow('09:00')}`)).toEqual([]);
    expect(await list(`?from=${tomorrow('08:59')}&to=${tomorrow('10:00')}`)).toEqual([made]);
    expect(await list(`?to=${tomorrow('08:00')}`)).toEqual([]);
    expect(outcome(await provider.send('POST', path, from('08:30', '09:30')))).toEqual(TAKEN);
    const before = await announced(t.a, shop.businessId);
    expect(outcome(await provider.send('DELETE', `/blocks/${made.id}`))).toEqual([204]);
    expect(await announced(t.a, shop.businessId)).toBe(before + 1);
    expect(await allocationsOf(made.id)).toEqual([]);
    expect(outcome(await provider.send('DELETE', `/blocks/${made.id}`))).toEqual(NOT_FOUND);
    expect((await historyOf(t.a, made.id)).map(({ action }) => action)).toEqual([
      'block.added',
      'block.removed',
    ]);
  });

  it('moves and stretches, but not over anything else', async () => {
    const { provider, reception, neighbour, shop } = staff;
    const path = `/providers/${shop.providerIds[0]}/blocks`;
    const made = dataOf(contract.block, await provider.send('POST', path, from('08:00', '09:00', 4)));
    await book(t.a, shop, { from: tomorrow('10:00', 4), to: tomorrow('10:30', 4) });
    const change = (body: object, who = provider) => who.send('PATCH', `/blocks/${made.id}`, body);
    const longer = dataOf(contract.block, await change({ endsAt: tomorrow('10:00', 4) }));
    expect(longer).toEqual({ ...made, endsAt: new Date(tomorrow('10:00', 4)).toISOString() });
    expect(outcome(await change({ endsAt: tomorrow('10:05', 4) }))).toEqual(TAKEN);
    expect(outcome(await change({ startsAt: tomorrow('10:00', 4) }))).toEqual([400, 'VALIDATION']);
    const moved = { ...from('10:30', '11:00', 4), reason: 'Delivery' };
    expect(outcome(await change(moved))).toEqual([200]);
    expect(await allocationsOf(made.id)).toEqual([{ state: 'blocked', subjectId: shop.providerIds[0] }]);
    expect(outcome(await provider.send('POST', path, from('08:00', '09:00', 4)))).toEqual([201]);
    expect(outcome(await change(moved, reception))).toEqual(FORBIDDEN);
    expect(outcome(await change(moved, neighbour))).toEqual(NOT_FOUND);
    expect((await historyOf(t.a, made.id)).map(({ action }) => action)).toEqual([
      'block.added',
      'block.changed',
      'block.changed',
    ]);
  });

  it('is seen by the next who asks when somebody is free', async () => {
    const { owner, shop } = staff;
    // Answers are kept for guests, who have no limits of their own.
    const guest = browser(t, t.a);
    const day = tomorrow('00:00', 3).slice(0, 10);
    const query = `serviceId=${shop.services.cut}&providerId=${shop.providerIds[0]}&from=${day}&to=${day}`;
    const starts = async () => {
      const answer = await guest.send('GET', `/availability?${query}`);
      const { days } = answer.json<{ data: { days: { slots: { start: string }[] }[] } }>().data;
      return days[0]!.slots.map(({ start }) => new Date(start).toISOString().slice(11, 16));
    };
    expect(await starts()).toEqual(expect.arrayContaining(['09:30', '10:00', '10:30']));
    const path = `/providers/${shop.providerIds[0]}/blocks`;
    const { id } = dataOf(contract.block, await owner.send('POST', path, from('10:00', '10:30', 3)));
    const blocked = await starts();
    expect(blocked).toEqual(expect.arrayContaining(['09:30', '10:30']));
    expect(blocked).not.toContain('10:00');
    await owner.send('DELETE', `/blocks/${id}`);
    expect(await starts()).toContain('10:00');
  });

  it('does not fit over a booking with its buffers, nor over a class', async () => {
    const { owner, shop } = staff;
    const path = `/providers/${shop.providerIds[0]}/blocks`;
    const id = await book(t.a, shop, { from: tomorrow('10:00'), to: tomorrow('10:30'), buffer: 10 });
    await createSession(t.a, shop, tomorrow('14:00'));
    const asked = await owner.send('POST', path, from('10:35', '11:00'));
    expect(outcome(asked)).toEqual(TAKEN);
    expect(asked.json()).toMatchObject({
      error: { data: { total: 1, bookings: [{ id, customerName: 'Ana Paz' }] } },
    });
    const inClass = await owner.send('POST', path, from('14:30', '15:30'));
    expect(inClass.json()).toMatchObject({ error: { code: 'TIME_TAKEN', data: { total: 0 } } });
    expect(outcome(await owner.send('POST', path, from('10:40', '11:00')))).toEqual([201]);
  });

  it('goes over a hold that has expired, though nobody has swept it, and over what was cancelled', async () => {
    const { owner, shop } = staff;
    const times = { from: tomorrow('16:00'), to: tomorrow('16:30') };
    await book(t.a, shop, { ...times, state: 'cancelled' });
    await book(t.a, shop, { ...times, state: 'held', expiresAt: new Date(Date.now() - 1) });
    const path = `/providers/${shop.providerIds[0]}/blocks`;
    expect(outcome(await owner.send('POST', path, from('16:00', '16:30')))).toEqual([201]);
    await book(t.a, shop, {
      from: tomorrow('17:00'),
      to: tomorrow('17:30'),
      state: 'held',
      expiresAt: new Date(Date.now() + 60_000),
    });
    expect(outcome(await owner.send('POST', path, from('17:00', '17:30')))).toEqual(TAKEN);
  });

  it('is one of those who ask at the same time', async () => {
    const { owner, shop } = staff;
    const path = `/providers/${shop.providerIds[0]}/blocks`;
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => owner.send('POST', path, from('18:00', '18:30'))),
    );
    expect(answers.map((answer) => outcome(answer)[1] ?? 'made').toSorted()).toEqual([
      ...Array<string>(7).fill('TIME_TAKEN'),
      'made',
    ]);
  });

  it('of a unit or a colleague is of those who rule there', async () => {
    const { shop, branch, provider, neighbour, foreigner } = staff;
    const [unit, colleague] = [
      `/resource-units/${shop.units.chair[0]}/blocks`,
      `/providers/${shop.providerIds[1]}/blocks`,
    ];
    for (const path of [unit, colleague]) {
      const answer = await branch.send('POST', path, from('08:00', '09:00', 2));
      const { id } = dataOf(contract.block, answer);
      expect(outcome(await provider.send('POST', path, from('10:00', '11:00', 2)))).toEqual(FORBIDDEN);
      expect(outcome(await provider.send('DELETE', `/blocks/${id}`))).toEqual(FORBIDDEN);
      for (const who of [neighbour, foreigner]) {
        expect(outcome(await who.send('POST', path, from('10:00', '11:00', 2)))).toEqual(NOT_FOUND);
        expect(outcome(await who.send('GET', path))).toEqual(NOT_FOUND);
        expect(outcome(await who.send('DELETE', `/blocks/${id}`))).toEqual(NOT_FOUND);
      }
    }
  });

  it.each([
    ['endsAt', { startsAt: '2030-01-01T10:00:00Z', endsAt: '2030-01-01T10:00:00Z' }],
    ['startsAt', { startsAt: '2030-01-01T10:00:01Z', endsAt: '2030-01-01T11:00:00Z' }],
    ['endsAt', { startsAt: '2030-01-01T10:00:00Z', endsAt: '3030-01-01T11:00:00Z' }],
    ['subjectId', { startsAt: '2030-01-01T10:00:00Z', endsAt: '2030-01-01T11:00:00Z', subjectId: 'x' }],
  ])('is refused with the field: %s', async (field, body) => {
    const answer = await staff.owner.send('POST', `/providers/${staff.shop.providerIds[0]}/blocks`, body);
    expect(answer.json()).toMatchObject({ error: { code: 'VALIDATION', details: [{ field }] } });
  });
});
