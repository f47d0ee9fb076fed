import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import { payments, paymentsLayer } from '../verticals/verticals.payments.ts';
import { scheduling, schedulingLayer } from '../verticals/verticals.scheduling.ts';
import { loadVerticals } from '../verticals/verticals.service.ts';
import { layerOf, patched, resolveSettings } from './settings.resolve.ts';

const vertical = await loadVerticals().then((verticals) => {
  const barbershop = verticals.get('barbershop');
  if (!barbershop) throw new Error('no barbershop');
  return barbershop;
});

it('says what the file says, complete, where no layer says otherwise', () => {
  const { value, from } = resolveSettings(vertical, []);
  expect(value.scheduling).toEqual(vertical.scheduling);
  expect(Object.keys(value).toSorted()).toEqual(
    ['features', 'messages', 'payments', 'policies', 'priceRules', 'scheduling', 'series'].toSorted(),
  );
  expect(new Set(Object.values(from))).toEqual(new Set(['vertical']));
  expect(from).toMatchObject({ 'scheduling.slotInterval': 'vertical', priceRules: 'vertical' });
  expect(from['scheduling.cutoff']).toBeUndefined();
});

it('lets each layer say otherwise than those before it, whatever the order in which they come', () => {
  const { value, from } = resolveSettings(vertical, [
    { layer: 'service', value: { scheduling: { slotInterval: 45 } } },
    { layer: 'tenant', value: { scheduling: { slotInterval: 20, holdMinutes: 5 }, priceRules: [] } },
    { layer: 'location', value: { features: { walkIns: false } } },
    { layer: 'business', value: { scheduling: { slotInterval: 30, minNoticeMinutes: 0 } } },
  ]);
  expect(value.scheduling).toMatchObject({ slotInterval: 45, holdMinutes: 5, minNoticeMinutes: 0 });
  expect(value.scheduling.maxAdvanceDays).toBe(vertical.scheduling.maxAdvanceDays);
  expect(value.priceRules).toEqual([]);
  expect(value.features).toEqual({ ...vertical.features, walkIns: false });
  expect(from).toMatchObject({
    'scheduling.slotInterval': 'service',
    'scheduling.minNoticeMinutes': 'business',
    'scheduling.holdMinutes': 'tenant',
    'scheduling.maxAdvanceDays': 'vertical',
    'features.walkIns': 'location',
    'features.visits': 'vertical',
    priceRules: 'tenant',
  });
});

it('replaces a key whole, also where it holds an object', () => {
  const fee = { basisPoints: 1000 };
  const base = { ...vertical, policies: { ...vertical.policies, deposit: { new: fee, risky: fee } } };
  const { value } = resolveSettings(base, [
    { layer: 'service', value: { policies: { deposit: { regular: fee } } } },
  ]);
  expect(value.policies.deposit).toEqual({ regular: fee });
  expect(base.policies.deposit).toEqual({ new: fee, risky: fee });
});

it('lets a layer be without a limit that it inherits, and one after it have it again', () => {
  const scheduling = {
    ...vertical.scheduling,
    cutoff: { daysBefore: 1, time: '18:00' },
    customerActive: 4,
    providerPerDay: 6,
  };
  const tax = { name: { en: 'VAT' }, basisPoints: 2100, mode: 'added' as const };
  const { value, from } = resolveSettings(
    { ...vertical, scheduling, payments: { ...vertical.payments, tax } },
    [
      { layer: 'service', value: { scheduling: { customerActive: 9 } } },
      { layer: 'business', value: { scheduling: { without: ['cutoff', 'customerActive'] } } },
      { layer: 'location', value: { payments: { without: ['tax'] } } },
    ],
  );
  expect(value.scheduling).toEqual({
    ...vertical.scheduling,
    cutoff: undefined,
    customerActive: 9,
    providerPerDay: 6,
  });
  expect(Object.keys(value.scheduling)).not.toContain('cutoff');
  expect(Object.keys(value.payments)).not.toContain('tax');
  expect(from).toMatchObject({
    'scheduling.cutoff': 'business',
    'scheduling.customerActive': 'service',
    'scheduling.providerPerDay': 'vertical',
    'payments.tax': 'location',
  });
  expect(from['scheduling.without']).toBeUndefined();
});

it('can be without all that a file may leave out, and nothing else', () => {
  const named = (layer: { shape: object }, complete: z.ZodMiniType) =>
    Object.keys(layer.shape).filter(
      (key) => key !== 'without' && !Object.hasOwn(z.parse(complete, {}) as object, key),
    );
  const limits = named(schedulingLayer, scheduling);
  expect(z.parse(schedulingLayer, { without: limits }).without).toEqual(limits);
  expect(z.parse(paymentsLayer, { without: named(paymentsLayer, payments) }).without).toEqual(['tax']);
  expect(z.safeParse(schedulingLayer, { without: ['slotInterval'] }).success).toBe(false);
});

it('names the layer of a row by its ids', () => {
  const none = { businessId: null, locationId: null, serviceId: null };
  expect(layerOf(none)).toBe('tenant');
  expect(layerOf({ ...none, businessId: 'x' })).toBe('business');
  expect(layerOf({ ...none, locationId: 'x' })).toBe('location');
  expect(layerOf({ ...none, serviceId: 'x' })).toBe('service');
});

it('changes what is named, takes away what is null, and leaves no empty section', () => {
  const layer = { scheduling: { slotInterval: 30, holdMinutes: 5 }, features: { visits: true } };
  expect(patched(layer, { scheduling: { slotInterval: null, minNoticeMinutes: 10 } })).toEqual({
    scheduling: { holdMinutes: 5, minNoticeMinutes: 10 },
    features: { visits: true },
  });
  expect(patched(layer, { scheduling: null, features: { visits: null }, priceRules: [] })).toEqual({
    priceRules: [],
  });
  expect(patched(layer, {})).toEqual(layer);
});
