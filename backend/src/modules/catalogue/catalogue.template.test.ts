import { expect, it } from 'vitest';
import type { ServiceType } from '../verticals/verticals.contract.ts';
import { loadVerticals } from '../verticals/verticals.service.ts';
import { serviceRowsFrom, settingsFrom } from './catalogue.template.ts';

const types = (await loadVerticals()).get('barbershop')?.serviceTypes ?? [];

function typeOf(key: string, change: Partial<ServiceType> = {}): ServiceType {
  const type = types.find((each) => each.key === key);
  if (!type) throw new Error(`no ${key}`);
  return { ...type, ...change };
}

const make = (type: ServiceType, prices: Record<string, number> = {}) =>
  serviceRowsFrom(type, {
    tenantId: 't',
    businessId: 'b',
    serviceId: 's',
    slug: 'own-slug',
    position: 3,
    prices,
    publishedAt: null,
    idOf: (kind, key) => `${kind} ${key}`,
    resourceTypeId: (key) => `type ${key}`,
  });

it('copies what is sold, with own prices where there are any', () => {
  const rows = make(typeOf('haircut'), { scissors: 1 });
  expect(rows.service).toMatchObject([
    {
      ...{ tenantId: 't', businessId: 'b', id: 's', slug: 'own-slug', templateKey: 'haircut', position: 3 },
      ...{ category: 'cut', capacity: 1, providersRequired: 1, bufferAfterMinutes: 5 },
      ...{ durationInputs: [], place: 'location', intakeForm: null, publishedAt: null },
    },
  ]);
  expect(
    rows.serviceVariant.map(({ id, key, minutes, priceAmount }) => [id, key, minutes, priceAmount]),
  ).toEqual([
    ['variant scissors', 'scissors', 45, 1],
    ['variant clippers', 'clippers', 25, 1_400_000],
  ]);
  expect(rows.serviceAddOn.map(({ id, minutes, position }) => [id, minutes, position])).toEqual([
    ['add-on wash', 10, 0],
    ['add-on eyebrows', 5, 1],
  ]);
  expect(rows.serviceRequirement).toEqual([
    { tenantId: 't', serviceId: 's', segmentId: null, resourceTypeId: 'type chair', quantity: 1 },
  ]);
  expect(rows.serviceSegment).toEqual([]);
});

it('gives each segment its own requirements', () => {
  const rows = make(typeOf('grey-blending'));
  expect(rows.serviceSegment.map(({ id, minutes, takesProvider }) => [id, minutes, takesProvider])).toEqual([
    ['segment 0', 15, true],
    ['segment 1', 10, false],
    ['segment 2', 20, true],
  ]);
  expect(rows.serviceRequirement.map(({ segmentId, resourceTypeId }) => [segmentId, resourceTypeId])).toEqual(
    [
      ['segment 0', 'type chair'],
      ['segment 1', 'type chair'],
      ['segment 2', 'type chair'],
      ['segment 2', 'type basin'],
    ],
  );
  expect(rows.service[0]?.intakeForm).toBe('colour');
});

it('keeps what differs by service in the layer of the service', () => {
  expect(settingsFrom(typeOf('haircut'))).toEqual({});
  expect(make(typeOf('haircut')).setting).toEqual([]);
  const deposit = { new: { amount: 5 } };
  const special = typeOf('haircut', {
    deposit,
    approval: false,
    fixedStarts: ['09:00'],
    scheduling: { minNoticeMinutes: 0 },
  });
  expect(make(special).setting).toEqual([
    {
      tenantId: 't',
      serviceId: 's',
      value: {
        scheduling: { minNoticeMinutes: 0, fixedStarts: ['09:00'], approval: false },
        policies: { deposit },
      },
    },
  ]);
});
