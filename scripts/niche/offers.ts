import type * as z from 'zod/mini';
import {
  availability,
  type availabilityBody,
  type SlotView,
} from '../../backend/src/modules/availability/availability.contract.ts';
import type { BusinessPage, Service } from '../../backend/src/modules/catalogue/catalogue.contract.ts';
import type { Visitor } from './visitor.ts';

const DAYS = 60;

/** One business, and one of its places where the service has one, that sells a service type. */
export interface Seller {
  service: Service;
  locationId: string | undefined;
}

export function sellersOf(pages: readonly BusinessPage[], type: string): Seller[] {
  return pages.flatMap(({ services, locations }) => {
    const placesOf = ({ place }: Service) =>
      place === 'location' ? locations.map(({ id }) => id) : [undefined];
    return services
      .filter(({ slug }) => slug === type)
      .flatMap((service) => placesOf(service).map((locationId): Seller => ({ service, locationId })));
  });
}

type Item = z.infer<typeof availabilityBody>['items'][number];

/** A service with all that is chosen of it, and the starts that it has. */
export interface Offer {
  /** As `/availability`, `/holds` and `/bookings` take it. */
  wish: { items: [Item]; locationId: string | undefined };
  /** Of each start who could take it, by id, in place of positions. */
  slots: (Omit<SlotView, 'providers'> & { providers: string[] })[];
}
export type Slot = Offer['slots'][number];

/** The starts from today on, or of one local date. */
export async function slotsOf(visitor: Visitor, wish: Offer['wish'], date?: string): Promise<Slot[]> {
  const from = date ?? new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const to = date ?? new Date(Date.now() + DAYS * 86_400_000).toISOString().slice(0, 10);
  const { days, providers } = await visitor.ask(availability, 'POST', '/availability', { ...wish, from, to });
  return days.flatMap(({ slots }) =>
    slots.map((slot) => ({ ...slot, providers: slot.providers.map((at) => providers[at]?.id ?? '') })),
  );
}

/** What the choice of an item says beside its service. */
export type Choice = (service: Service) => Omit<Item, 'serviceId'>;

/** The first seller who has at least one start for what is chosen. */
export async function findOffer(
  visitor: Visitor,
  sellers: readonly Seller[],
  choice: Choice,
): Promise<Offer | undefined> {
  for (const { service, locationId } of sellers) {
    const wish: Offer['wish'] = { items: [{ serviceId: service.id, ...choice(service) }], locationId };
    const slots = await slotsOf(visitor, wish);
    if (slots.length > 0) return { wish, slots };
  }
  return undefined;
}
