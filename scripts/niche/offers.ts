import type * as z from 'zod/mini';
import {
  availability,
  type availabilityBody,
  type SlotView,
} from '../../backend/src/modules/availability/availability.contract.ts';
import type { BusinessPage, Service } from '../../backend/src/modules/catalogue/catalogue.contract.ts';
import type { Wanted } from './expected.ts';
import type { Visitor } from './visitor.ts';

const DAYS = 60;

/** One business, and one of its places where the service has one, that sells a service type. */
export interface Seller {
  service: Service;
  /** The others that it sells there, for visits. */
  others: Service[];
  businessId: string;
  businessSlug: string;
  locationId: string | undefined;
  locationSlug: string | undefined;
}

export function sellersOf(pages: readonly BusinessPage[], type: string): Seller[] {
  return pages.flatMap(({ id: businessId, slug: businessSlug, services, locations }) =>
    services
      .filter(({ slug }) => slug === type)
      .flatMap((service) => {
        const others = services.filter(({ id, place }) => id !== service.id && place === service.place);
        const seller = { service, others, businessId, businessSlug };
        return service.place === 'location'
          ? locations.map(({ id, slug }): Seller => ({ ...seller, locationId: id, locationSlug: slug }))
          : [{ ...seller, locationId: undefined, locationSlug: undefined }];
      }),
  );
}

type Item = z.infer<typeof availabilityBody>['items'][number];

/** Services with all that is chosen of them, and the starts that they have. */
export interface Offer {
  seller: Seller;
  wanted: Wanted[];
  /** As `/availability`, `/holds` and `/bookings` take it. */
  wish: { items: Item[]; locationId: string | undefined; seats?: number };
  /** Of each start who could take it, by id, in place of positions. */
  slots: (Omit<SlotView, 'providers'> & { providers: string[] })[];
}
export type Slot = Offer['slots'][number];

/** The last local date that is asked for. */
export const lastDate = () => new Date(Date.now() + DAYS * 86_400_000).toISOString().slice(0, 10);

/** The starts from today on, or of one local date. */
export async function slotsOf(visitor: Visitor, wish: Offer['wish'], date?: string): Promise<Slot[]> {
  const from = date ?? new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const to = date ?? lastDate();
  const { days, providers } = await visitor.ask(availability, 'POST', '/availability', { ...wish, from, to });
  return days.flatMap(({ slots }) =>
    slots.map((slot) => ({ ...slot, providers: slot.providers.map((at) => providers[at]?.id ?? '') })),
  );
}

/** What is chosen, as the API takes it. */
export function itemOf({ id: serviceId, variants, addOns }: Service, wanted: Wanted): Item {
  return {
    serviceId,
    variantId: variants.find(({ key }) => key === wanted.variant)?.id,
    addOns: addOns
      .filter(({ key }) => Object.hasOwn(wanted.addOns, key))
      .map(({ id, key }) => ({ id, quantity: wanted.addOns[key] ?? 1 })),
    inputs: wanted.inputs,
  };
}

/** The first seller who has at least one start for what is chosen there, if anything is. */
export async function findOffer(
  visitor: Visitor,
  sellers: readonly Seller[],
  choice: (seller: Seller) => Wanted[] | undefined,
): Promise<Offer | undefined> {
  for (const seller of sellers) {
    const wanted = choice(seller);
    if (!wanted) continue;
    const services = [seller.service, ...seller.others];
    const items = wanted.flatMap((each) => {
      const service = services.find(({ slug }) => slug === each.type.key);
      return service ? itemOf(service, each) : [];
    });
    const wish: Offer['wish'] = { items, locationId: seller.locationId };
    const slots = await slotsOf(visitor, wish);
    if (slots.length > 0) return { seller, wanted, wish, slots };
  }
  return undefined;
}
