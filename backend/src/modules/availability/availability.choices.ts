import { fail, type AppError } from '../../lib/errors.ts';
import type { DurationInput } from '../verticals/verticals.catalogue.ts';
import type { LocalizedText } from '../verticals/verticals.contract.ts';
import type { AskedItem } from './availability.contract.ts';
import type { LocationRow, Offer, ProviderRow, ServiceRow, VariantRow } from './availability.offer.ts';

export interface ChosenAddOn {
  id: string;
  key: string;
  name: LocalizedText;
  /** Of one. */
  minutes: number;
  /** Minor units of one. */
  price: number;
  quantity: number;
}

export interface ChosenInput extends DurationInput {
  value: number;
}

/** One service of a visit, as it is wished for, or as it was booked. */
export interface WishedItem extends AskedItem {
  /** How long it takes, as staff decided; left out: as long as what was chosen takes. */
  minutes?: number | undefined;
}

/** One service with the choices made, all of them checked. */
export interface Choice {
  service: ServiceRow;
  variant: VariantRow;
  addOns: ChosenAddOn[];
  inputs: ChosenInput[];
  /** Who may take it; those named by the customer, if any. In order of id. */
  providerIds: string[];
  /** How many minutes staff decided that it takes. */
  takes: number | undefined;
}

/** Names the field: of one service "variantId", of a visit "items.1.variantId". */
function naming(index: number, count: number) {
  const prefix = count === 1 ? '' : `items.${index}.`;
  return (code: 'NOT_FOUND' | 'VALIDATION', field: string, message: string): AppError =>
    fail(code, { details: [{ field: prefix + field, message }] });
}

type Refuse = ReturnType<typeof naming>;

function chooseVariant(offer: Offer, { serviceId, variantId }: AskedItem, refuse: Refuse): VariantRow {
  const ofService = offer.variants.filter((row) => row.serviceId === serviceId);
  const variant = variantId === undefined ? ofService[0] : ofService.find(({ id }) => id === variantId);
  if (!variant) throw refuse('NOT_FOUND', 'variantId', 'is not a variant of the service');
  return variant;
}

function chooseAddOns(offer: Offer, { serviceId, addOns = [] }: AskedItem, refuse: Refuse): ChosenAddOn[] {
  if (new Set(addOns.map(({ id }) => id)).size < addOns.length)
    throw refuse('VALIDATION', 'addOns', 'has one of them twice');
  return addOns.map(({ id, quantity }) => {
    const row = offer.addOns.find((addOn) => addOn.id === id && addOn.serviceId === serviceId);
    if (!row) throw refuse('NOT_FOUND', 'addOns', `${id} is not an add-on of the service`);
    const { key, name, minutes, price, maxQuantity } = row;
    if (quantity > maxQuantity)
      throw refuse('VALIDATION', 'addOns', `${id} can be taken at most ${maxQuantity} times`);
    return { id, key, name, minutes, price, quantity };
  });
}

function chooseInputs(
  { durationInputs }: ServiceRow,
  { inputs = {} }: AskedItem,
  refuse: Refuse,
): ChosenInput[] {
  const unknown = Object.keys(inputs).find((key) => !durationInputs.some((input) => input.key === key));
  if (unknown !== undefined) throw refuse('VALIDATION', `inputs.${unknown}`, 'is not asked by the service');
  return durationInputs.map((input) => {
    const value = inputs[input.key] ?? input.default;
    if (value < input.min || value > input.max)
      throw refuse('VALIDATION', `inputs.${input.key}`, `must be from ${input.min} to ${input.max}`);
    return { ...input, value };
  });
}

const isIn = (list: string | null, id: string) => list?.includes(id) ?? false;

function chooseProviders(
  { id, providersRequired }: ServiceRow,
  { providerId }: AskedItem,
  location: LocationRow | null,
  providers: readonly ProviderRow[],
  refuse: Refuse,
): string[] {
  if (providersRequired === 0) return [];
  const able = providers
    .filter(({ services, locations }) => isIn(services, id) && (!location || isIn(locations, location.id)))
    .map((provider) => provider.id);
  if (providerId === undefined) return able;
  if (!able.includes(providerId)) throw refuse('NOT_FOUND', 'providerId', 'does not do the service here');
  return [providerId];
}

/**
 * The choices of each item, checked against what is offered.
 * @throws NOT_FOUND, VALIDATION naming the field
 */
export function choose(offer: Offer, items: readonly WishedItem[], location: LocationRow | null): Choice[] {
  const [first] = offer.services;
  return items.map((item, index) => {
    const service = offer.services[index] as ServiceRow;
    const refuse = naming(index, items.length);
    if (service.businessId !== first?.businessId)
      throw refuse('VALIDATION', 'serviceId', 'is of another business than the first');
    if (service.capacity > 1 && items.length > 1)
      throw refuse('VALIDATION', 'serviceId', 'is sold by its timetable, and not in a visit');
    return {
      service,
      variant: chooseVariant(offer, item, refuse),
      addOns: chooseAddOns(offer, item, refuse),
      inputs: chooseInputs(service, item, refuse),
      providerIds: chooseProviders(service, item, location, offer.providers, refuse),
      takes: item.minutes,
    };
  });
}
