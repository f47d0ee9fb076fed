import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageOf, type PageOrder } from './pagination.ts';

const newest: PageOrder = { field: 'createdAt', direction: 'desc', kind: 'instant' };
const byName: PageOrder = { field: 'name', direction: 'asc', kind: 'text' };
const id = '0198f0c4-0000-7000-8000-000000000001';

const cursorOf = (order: PageOrder, value: Date | string | number) =>
  pageOf({ limit: 1 }, order).finish([{ id }, { id }], () => value).nextCursor ?? '';
const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a page', () => {
  it('asks for one more than it gives, and points at its last row', () => {
    const page = pageOf({ limit: 2 }, newest);
    expect(page).toMatchObject({ where: {}, take: 3, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }] });
    expect(page.finish([{ id: 'a' }, { id: 'b' }], () => '')).toEqual({
      data: [{ id: 'a' }, { id: 'b' }],
      nextCursor: null,
    });
  });

  it('goes on after its cursor', () => {
    const at = new Date('2026-03-01T12:00:00.123Z');
    expect(pageOf({ limit: 1, cursor: cursorOf(newest, at) }, newest).where).toEqual({
      createdAt: { lte: at },
      OR: [{ createdAt: { lt: at } }, { createdAt: at, id: { lt: id } }],
    });
    expect(pageOf({ limit: 1, cursor: cursorOf(byName, 'Ñandú') }, byName).where).toEqual({
      name: { gte: 'Ñandú' },
      OR: [{ name: { gt: 'Ñandú' } }, { name: 'Ñandú', id: { gt: id } }],
    });
  });

  it.each([
    ['nothing', ''],
    ['another list’s', cursorOf(byName, 'Ana')],
    ['another direction’s', cursorOf({ ...newest, direction: 'asc' }, new Date())],
    ['a wrong type', forged(['createdAt', 'desc', 5, id])],
    ['no instant', forged(['createdAt', 'desc', 'yesterday', id])],
    ['an operator instead of a value', forged(['createdAt', 'desc', { gt: 0 }, id])],
    ['no id', forged(['createdAt', 'desc', new Date().toISOString(), "' OR 1=1"])],
    ['too many parts', forged(['createdAt', 'desc', new Date().toISOString(), id, 1])],
    ['padding', `${cursorOf(newest, new Date())}==`],
    ['endless', 'A'.repeat(100_000)],
  ])('refuses a cursor that is %s', (_what, cursor) => {
    expect(() => pageOf({ limit: 1, cursor }, newest)).toThrow(
      expect.objectContaining({ code: 'BAD_CURSOR' }),
    );
  });

  it('refuses any text that it did not make', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.json().map(forged)), (cursor) => {
        expect(() => pageOf({ limit: 1, cursor }, byName)).toThrow(
          expect.objectContaining({ code: 'BAD_CURSOR' }),
        );
      }),
    );
  });

  it('refuses a NUL inside a cursor', () => {
    const cursor = forged(['name', 'asc', 'a\0', id]);
    expect(() => pageOf({ limit: 1, cursor }, byName)).toThrow(
      expect.objectContaining({ code: 'BAD_CURSOR' }),
    );
  });
});
