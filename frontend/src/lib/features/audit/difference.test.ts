import { expect, it } from 'vitest';
import { differences } from './difference.ts';

it('names each field that is other than it was, however deep', () => {
  expect(
    differences(
      { name: 'Fade', scheduling: { holdMinutes: 5, packing: 'all' } },
      { name: 'Fade', scheduling: { holdMinutes: 7, packing: 'all' }, tags: ['a', 'b'] },
    ),
  ).toEqual([
    { field: 'scheduling.holdMinutes', before: '5', after: '7' },
    { field: 'tags', before: null, after: 'a, b' },
  ]);
});

it('shows what is new or gone whole, and nothing where nothing is known', () => {
  expect(differences(null, { role: 'owner', businessId: null })).toEqual([
    { field: 'role', before: null, after: 'owner' },
  ]);
  expect(differences({ name: 'k' }, null)).toEqual([{ field: 'name', before: 'k', after: null }]);
  expect(differences(null, null)).toEqual([]);
  expect(differences({ list: [{ a: 1 }] }, { list: [] })).toEqual([
    { field: 'list', before: '[\n {\n  "a": 1\n }\n]', after: '' },
  ]);
});
