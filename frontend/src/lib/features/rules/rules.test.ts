import { expect, it } from 'vitest';
import { inheritPatch, patchOf } from './change.ts';
import { controlOf, itemsOf, type JsonSchema } from './controls.ts';
import { numberIn, readTyped, type Fields } from './typed.ts';

const share: JsonSchema = {
  type: 'object',
  properties: { basisPoints: { type: 'integer', minimum: 0, maximum: 10_000 }, amount: { type: 'integer' } },
};
const schema: JsonSchema = {
  type: 'object',
  required: ['steps', 'approval'],
  properties: {
    steps: {
      type: 'array',
      items: {
        type: 'object',
        required: ['untilMinutesBefore', 'fee'],
        properties: { untilMinutesBefore: { type: 'integer', minimum: 0 }, fee: { $ref: '#/$defs/Share' } },
      },
    },
    approval: { type: 'boolean' },
    holdMinutes: { type: 'integer', minimum: 1, maximum: 60 },
    chain: { type: 'array', items: { type: 'string', enum: ['stripe', 'venue'] } },
  },
};
const definitions = { Share: share };
const control = controlOf(schema, definitions, 'policies');

function read(typed: Record<string, string | string[]>) {
  const all = new Map(Object.entries(typed));
  const fields: Fields = {
    get: (name) => [all.get(name) ?? null].flat()[0] ?? null,
    getAll: (name) => [all.get(name) ?? []].flat(),
    keys: () => all.keys(),
  };
  return readTyped(control, fields, definitions, 2);
}

it('makes of a schema the controls that a person can use', () => {
  expect(control.kind === 'group' && control.fields.map(({ kind }) => kind)).toEqual([
    'list',
    'switch',
    'number',
    'order',
  ]);
  const [steps] = control.kind === 'group' ? control.fields : [];
  if (steps?.kind !== 'list') throw new Error('no list');
  // One that is there, and one to be added.
  expect(itemsOf(steps, definitions, 1).map(({ path }) => path)).toEqual([
    'policies.steps.0',
    'policies.steps.1',
  ]);
});

it('reads what was typed in the units of people, and leaves out what is empty or taken away', () => {
  const { value, mistakes, places } = read({
    'policies.steps.0.untilMinutesBefore': '1440',
    'policies.steps.0.-': 'on',
    'policies.steps.1.untilMinutesBefore': '0',
    'policies.steps.1.fee.basisPoints': '12,5',
    'policies.steps.2.untilMinutesBefore': '',
    'policies.approval': 'on',
    'policies.holdMinutes': '',
    'policies.chain': ['venue', '', 'stripe', 'venue'],
  });
  expect(mistakes).toEqual([]);
  expect(value).toEqual({
    steps: [{ untilMinutesBefore: 0, fee: { basisPoints: 1250 } }],
    approval: true,
    chain: ['venue', 'stripe'],
  });
  expect(places.get('policies.steps.0.untilMinutesBefore')).toBe('policies.steps.1.untilMinutesBefore');
});

it('says where something is missing, no number, or too much', () => {
  const { mistakes } = read({
    'policies.steps.0.untilMinutesBefore': 'soon',
    'policies.holdMinutes': '61',
  });
  expect(mistakes).toEqual([
    { path: 'policies.steps.0.untilMinutesBefore', kind: 'number' },
    { path: 'policies.steps.0.fee', kind: 'required' },
    { path: 'policies.holdMinutes', kind: 'range' },
  ]);
});

it('reads numbers as they are written in each language', () => {
  expect(['1.500,50', '1,500.50', '1500', '12,5', '1.500'].map(numberIn)).toEqual([
    1500.5, 1500.5, 1500, 12.5, 1500,
  ]);
});

it('tells a layer only what is other than it was, and to do without what it inherits', () => {
  const layered = {
    now: { holdMinutes: 5, cutoff: { daysBefore: 1 } },
    inherited: { holdMinutes: 10, cutoff: { daysBefore: 1 } },
    own: new Set(['holdMinutes']),
  };
  expect(patchOf(layered, { holdMinutes: 5, cutoff: { daysBefore: 1 } })).toBeUndefined();
  expect(patchOf(layered, { holdMinutes: 7, cutoff: { daysBefore: 1 } })).toEqual({ holdMinutes: 7 });
  expect(patchOf(layered, { holdMinutes: 5 })).toEqual({ cutoff: null, without: ['cutoff'] });
  expect(inheritPatch(layered, 'holdMinutes')).toEqual({ holdMinutes: null });

  const lacking = { ...layered, now: { holdMinutes: 5 }, own: new Set(['holdMinutes', 'cutoff']) };
  expect(patchOf(lacking, { holdMinutes: 5, cutoff: { daysBefore: 2 } })).toEqual({
    cutoff: { daysBefore: 2 },
    without: null,
  });
  expect(inheritPatch(lacking, 'cutoff')).toEqual({ cutoff: null, without: null });
  expect(inheritPatch(layered, null)).toBeNull();
  const list = { now: [{ key: 'a' }], inherited: [], own: new Set<string>() };
  expect(patchOf(list, [{ key: 'a' }])).toBeUndefined();
  expect(patchOf(list, [])).toEqual([]);
});
