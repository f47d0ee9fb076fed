import { zoneOf } from '../../scheduling/zones.ts';
import type { LocalizedText } from '../catalogue/catalogue.contract.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import type { BookingFacts } from './messages.facts.ts';
import { NIGHT } from './messages.times.ts';
import type { Which } from './messages.which.ts';
import { isTrueIn } from './messages.which.ts';
import { BOOKING_STATES } from '../bookings/bookings.contract.ts';

const ID = '00000000-0000-7000-8000-000000000000';

/** A booking as one of this vertical may look, to show its messages by: in three days at ten. */
export function sampleFacts(vertical: Vertical, which: Which, now: Date): BookingFacts {
  const { timeZone, currency } = vertical.locale;
  const zone = zoneOf(timeZone);
  const startsAt = zone.toInstant(zone.toLocal(Math.floor(now.getTime() / 60_000)).day + 3, 600);
  const endsAt = startsAt + 60;
  const service = vertical.serviceTypes[0];
  const business = vertical.demo.businesses[0];
  const provider = business?.providers[0];
  return {
    ...{ id: ID, code: '7KQM-3XPD', businessId: ID, businessSlug: business?.slug ?? 'demo' },
    state: BOOKING_STATES.find((state) => isTrueIn(which, state)) ?? 'confirmed',
    businessName: business?.name ?? vertical.demo.tenant.name,
    ...{ locationId: null, locationName: business?.locations[0]?.name ?? null, address: null },
    ...{ timeZone, startsAt, endsAt, expiresAt: null, currency, total: 1_500_000, priceLines: [] },
    items: [
      {
        ...{
          serviceId: ID,
          templateKey: service?.key ?? null,
          serviceName: (service?.name ?? {}) as LocalizedText,
          variantId: null,
          variantName: null,
        },
        providers: provider ? [{ id: ID, name: provider.name }] : [],
        ...{ sessionId: null, startsAt, endsAt },
        details: { isNamed: false, providerIds: [], addOns: [], inputs: {}, seats: null },
      },
    ],
    ...{
      policy: {},
      source: 'site',
      seriesId: null,
      acquisition: 'marketplace',
      ownerId: null,
      servedBy: [],
      lockIds: [],
    },
    ...{ deposit: 0, fee: null, moves: 0, verifiedAt: null, stamp: '' },
    terms: {
      ...{ tax: null, approval: false, deposits: [], payMinutes: 40 },
      ...{ checkInMinutesBefore: 60, autoReleaseMinutes: null, completeAfterMinutes: null },
    },
    customer: { id: ID, name: 'Ana', email: 'ana@example.com', phone: vertical.locale.phone.example },
    ...{ locale: null, quiet: NIGHT },
    reach: {
      recipients: { email: 'ana@example.com', whatsapp: vertical.locale.phone.example, push: ID, inbox: ID },
      unwanted: new Set(),
    },
    history: [
      {
        id: ID,
        kind: 'state',
        from: null,
        to: 'confirmed',
        at: now,
      },
    ],
  };
}
