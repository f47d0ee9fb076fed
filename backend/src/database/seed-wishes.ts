import type { AskedItem } from '../modules/availability/availability.contract.ts';
import type { DemoBusiness, ServiceType, Vertical } from '../modules/verticals/verticals.contract.ts';
import { toDate } from '../scheduling/days.ts';
import type { LocalDay } from '../scheduling/types.ts';
import { zoneOf } from '../scheduling/zones.ts';
import type { Draws } from './seed-draws.ts';
import { seedId } from './seed-ids.ts';

const DAY = 1440;

/** What somebody would like to book, on a local day of the tenant. */
export interface DemoWish {
  items: AskedItem[];
  locationId: string | undefined;
  day: LocalDay;
  /** When it is booked. */
  now: Date;
}

function itemOf({ below, chance, one }: Draws, businessId: string, type: ServiceType): AskedItem {
  const serviceId = seedId(businessId, 'service', type.key);
  const addOn = chance(0.25) ? one(type.addOns) : undefined;
  const inputs = type.durationInputs.map((input) => [
    input.key,
    Math.min(input.default + below(2), input.max),
  ]);
  return {
    serviceId,
    variantId: seedId(serviceId, 'variant', one(type.variants)?.key ?? ''),
    addOns: addOn ? [{ id: seedId(serviceId, 'add-on', addOn.key), quantity: 1 }] : [],
    inputs: Object.fromEntries(inputs) as Record<string, number>,
  };
}

/** One service of the business, or two in one visit where the vertical has visits. */
function typesOf(draws: Draws, vertical: Vertical, { services }: DemoBusiness): ServiceType[] {
  const sold = vertical.serviceTypes.filter(({ key }) => services.some(({ type }) => type === key));
  const first = draws.one(sold);
  if (!first) return [];
  const others = sold.filter(
    ({ key, capacity, place }) => key !== first.key && capacity === 1 && place === first.place,
  );
  const isVisit = vertical.features.visits && first.capacity === 1 && draws.chance(0.2);
  const second = isVisit ? draws.one(others) : undefined;
  return second ? [first, second] : [first];
}

/** Days before today are as likely one as the other; of those to come the nearest have most bookings. */
function dayOf({ number, below, chance }: Draws, { demo }: Vertical, today: LocalDay): LocalDay {
  const { pastDays, nextDays } = demo.bookings;
  if (chance(pastDays / (pastDays + nextDays))) return today - 1 - below(pastDays);
  return today + Math.floor(nextDays * number() ** 1.5);
}

/**
 * Draws what somebody would like to book; nobody has looked yet whether it can be had.
 * @param now the instant it is: what is to come is booked then, what is past some days before its day
 */
export function drawWish(
  draws: Draws,
  tenantId: string,
  vertical: Vertical,
  now: Date,
): DemoWish | undefined {
  const business = draws.one(vertical.demo.businesses);
  if (!business) return undefined;
  const businessId = seedId(tenantId, 'business', business.slug);
  const types = typesOf(draws, vertical, business);
  const location = types[0]?.place === 'location' ? draws.one(business.locations) : undefined;
  const zone = zoneOf(location?.timeZone ?? vertical.locale.timeZone);
  const { day: today } = zone.toLocal(Math.floor(now.getTime() / 60_000));
  const day = dayOf(draws, vertical, today);
  const notice = Math.max(0, ...types.map((type) => type.scheduling?.minNoticeMinutes ?? 0));
  const before = Math.max(notice, vertical.scheduling.minNoticeMinutes) + (1 + draws.below(6)) * DAY;
  return {
    items: types.map((type) => itemOf(draws, businessId, type)),
    locationId: location && seedId(businessId, 'location', location.slug),
    day,
    now: day < today ? toDate(zone.toInstant(day, 0) - before) : now,
  };
}
