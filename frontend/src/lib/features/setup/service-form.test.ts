import { expect, test } from 'vitest';
import type { ManagedService } from '#lib/api/types.ts';
import { priceRulesIn, serviceChangeIn } from './service-form.ts';

const price = (amount: number) => ({ amount, currency: 'ARS' });
const service = {
  category: 'hair',
  capacity: 1,
  place: 'location',
  variants: [
    { id: '1', key: 'short', name: { 'es-AR': 'Corto', en: 'Short' }, minutes: 30, price: price(100) },
    { id: '2', key: 'long', name: { 'es-AR': 'Largo' }, minutes: 60, price: price(200) },
  ],
  addOns: [],
  requires: { providers: 1, resources: [] },
} as unknown as ManagedService;
const known = { locale: 'es-AR', locales: ['es-AR', 'en'], currency: 'ARS', resourceTypes: ['chair'] };
const typed = {
  'name.es-AR': 'Corte',
  'variants.0.key': 'short',
  'variants.0.name': 'Muy corto',
  'variants.0.minutes': '25',
  'variants.0.price': '8.500,50',
  'variants.1.key': 'long',
  'variants.1.minutes': '60',
  'variants.1.price': '200',
  'variants.1.remove': 'on',
  'variants.2.name': 'Ñandú 3',
  'variants.2.minutes': '45',
  'variants.2.price': '0',
  'resource.chair': '2',
};

test('what is typed becomes the whole lists: known keys stay, other languages too, spare rows are none', () => {
  const { body, errors } = serviceChangeIn(typed, service, known);
  expect(errors).toEqual({});
  expect(body.name).toEqual({ 'es-AR': 'Corte' });
  expect(body.variants).toEqual([
    { key: 'short', name: { 'es-AR': 'Muy corto', en: 'Short' }, minutes: 25, price: price(850_050) },
    { key: 'nandu-3', name: { 'es-AR': 'Ñandú 3' }, minutes: 45, price: price(0) },
  ]);
  expect([body.addOns, body.segments, body.requires]).toEqual([
    [],
    null,
    { providers: 1, resources: [{ type: 'chair', quantity: 2 }] },
  ]);
});

test('mistakes are told by the field they are in', () => {
  const { errors } = serviceChangeIn(
    {
      'variants.0.minutes': '3h',
      'variants.0.price': 'x',
      'variants.1.name': 'Corto',
      'segments.0.minutes': '10',
    },
    service,
    known,
  );
  expect(Object.keys(errors).toSorted()).toEqual([
    'name.es-AR',
    'segments.0.minutes',
    'variants.0.minutes',
    'variants.0.price',
    'variants.1.minutes',
    'variants.1.price',
  ]);
});

test('price rules: less in percent, more in money, on some days and at some times', () => {
  const fields = {
    'rules.0.name': 'Siesta',
    'rules.0.kind': 'percent',
    'rules.0.value': '-12,5',
    'rules.0.from': '13:00',
    'rules.0.to': '16:00',
    'rules.1.name': 'Sábado',
    'rules.1.kind': 'amount',
    'rules.1.value': '500',
    'rules.1.days': '6,7',
    'rules.2.kind': 'percent',
  };
  const { rules, errors } = priceRulesIn(fields, { locale: 'es-AR', currency: 'ARS', before: [] });
  expect(errors).toEqual({});
  expect(rules).toEqual([
    {
      key: 'siesta',
      name: { 'es-AR': 'Siesta' },
      times: { start: '13:00', end: '16:00' },
      basisPoints: -1250,
    },
    { key: 'sabado', name: { 'es-AR': 'Sábado' }, days: [6, 7], amount: 50_000 },
  ]);
});

test('a price rule that is half filled in is not dropped in silence', () => {
  const fields = { 'rules.0.name': 'Sábado', 'rules.1.days': '6' };
  const { errors } = priceRulesIn(fields, { locale: 'es-AR', currency: 'ARS', before: [] });
  expect(Object.keys(errors)).toEqual(['rules.0.value', 'rules.1.value', 'rules.1.name']);
});
