import * as z from 'zod/mini';
import {
  about,
  key,
  localizedText,
  phone,
  price,
  slug,
  text,
  wallTime,
  weekdays,
  weeklyHours,
} from './verticals.fields.ts';

const address = z.strictObject({
  line: about(text, 'Street and number.'),
  city: about(text, 'City.'),
  region: about(text, 'Province or state.'),
  postalCode: about(text, 'Postal code.'),
});

const point = z.strictObject({
  latitude: about(z.number().check(z.gte(-90), z.lte(90)), 'Degrees north.'),
  longitude: about(z.number().check(z.gte(-180), z.lte(180)), 'Degrees east.'),
});

const units = z.strictObject({
  type: about(key, 'Key of one of `resourceTypes`.'),
  count: about(z.int().check(z.gte(1), z.lte(50)), 'How many units there are.'),
  name: z.optional(about(localizedText, 'Own name for these units, instead of that of the type.')),
  hours: z.optional(
    about(weeklyHours.check(z.minLength(1)), 'When they can be used. Left out: whenever the place is open.'),
  ),
});

const location = z.strictObject({
  slug: about(slug, 'Unique within the business.'),
  name: about(text, 'What people call this place: the neighbourhood, the street.'),
  address: about(address, 'Where it is, in `locale.country`.'),
  point: about(point, 'Where it is on a map.'),
  timeZone: z.optional(about(z.string(), 'IANA zone. Left out: `locale.timeZone`.')),
  hours: about(weeklyHours.check(z.minLength(1)), 'Opening hours.'),
  resources: about(
    z._default(z.array(units), []),
    'Units that stand here. Two entries of one type go on counting.',
  ),
});

const provider = z.strictObject({
  slug: about(slug, 'Unique within the business.'),
  name: about(text, 'Name and surname.'),
  title: about(localizedText, 'What they are called under their name.'),
  bio: about(localizedText, 'One or two sentences about their hand.'),
  location: z.optional(about(slug, 'Slug of the place they work at. Left out: the first one.')),
  hours: about(
    weeklyHours.check(z.minLength(1)),
    'Their ordinary week: within the opening hours where they serve at a place.',
  ),
  level: z.optional(about(key, 'Key of one of `providerLevels`.')),
  priority: z.optional(
    about(
      z.int().check(z.gte(0), z.lte(1000)),
      'The lower, the sooner they are asked. Left out: in this order.',
    ),
  ),
  timeZone: z.optional(
    about(z.string(), 'IANA zone of their hours where they serve at no place. Left out: `locale.timeZone`.'),
  ),
  services: z.optional(
    about(
      z.array(key).check(z.minLength(1)),
      'Service types they do. Left out: all of the business that need a provider.',
    ),
  ),
});

const session = z.strictObject({
  type: about(key, 'Key of a service type with a `capacity` that the business sells.'),
  provider: z.optional(about(slug, 'Slug of who holds it, where the service takes a provider.')),
  location: z.optional(about(slug, 'Slug of the place. Left out: the first one.')),
  days: about(weekdays, 'ISO weekdays on which it starts.'),
  time: about(wallTime, 'Wall-clock start, in the zone of the place.'),
  capacity: z.optional(
    about(z.int().check(z.gte(1), z.lte(500)), 'Seats. Left out: the capacity of the service type.'),
  ),
});

const bookings = z.strictObject({
  pastDays: about(
    z._default(z.int().check(z.gte(0), z.lte(60)), 14),
    'Days before today that have bookings.',
  ),
  nextDays: about(
    z._default(z.int().check(z.gte(0), z.lte(60)), 14),
    'Days from today on that have bookings.',
  ),
  load: about(z._default(z.number().check(z.gte(0), z.lte(1)), 0.4), 'How full the days are, from 0 to 1.'),
});

const offer = z.strictObject({
  type: about(key, 'Key of one of `serviceTypes`.'),
  prices: about(
    z._default(z.record(key, price), {}),
    'Own prices by variant, in minor units. Variants not named keep the usual price.',
  ),
});

const business = z.strictObject({
  slug: about(slug, 'Its address within the tenant.'),
  name: about(text, 'Its name, the same in every language.'),
  description: about(localizedText, 'Two or three sentences in its own voice.'),
  phone: about(phone, 'Its telephone.'),
  locations: about(z.array(location).check(z.minLength(1)), 'Its places.'),
  providers: about(z._default(z.array(provider), []), 'Who works there.'),
  services: about(z.array(offer).check(z.minLength(1)), 'What it sells, in its own order.'),
  sessions: about(z._default(z.array(session), []), 'Its weekly timetable of classes, tours, departures.'),
});

export const demo = z.strictObject({
  seed: about(
    z.int().check(z.gte(0), z.lte(4_294_967_295)),
    'Start of everything drawn at random in the demo.',
  ),
  tenant: about(
    z.strictObject({
      slug: about(slug, 'Host name of the demo: `<slug>.localhost`.'),
      name: about(text, 'Its name, which is also its wordmark.'),
    }),
    'The demo tenant.',
  ),
  bookings: about(z.prefault(bookings, {}), 'Lifelike bookings around today.'),
  businesses: about(z.array(business).check(z.minLength(1)), 'What the demo tenant lists.'),
});

export type Demo = z.infer<typeof demo>;
export type DemoBusiness = z.infer<typeof business>;
export type DemoLocation = z.infer<typeof location>;
export type DemoProvider = z.infer<typeof provider>;
export type DemoSession = z.infer<typeof session>;
export type DemoOffer = z.infer<typeof offer>;
