import * as z from 'zod/mini';
import { about, key, localizedText, minutes, price } from './verticals.fields.ts';
import { deposit } from './verticals.policies.ts';
import { fixedStarts, schedulingLayer } from './verticals.scheduling.ts';

const quantity = z.int().check(z.gte(1), z.lte(50));

const resourceNeed = z.strictObject({
  type: about(key, 'Key of one of `resourceTypes`.'),
  quantity: about(z._default(quantity, 1), 'Units taken at the same time.'),
});

export const resourceType = z.strictObject({
  key: about(key, 'Name by which services and demo locations refer to it.'),
  name: about(localizedText, 'Name of one unit; units are numbered after it: "Chair 2".'),
});

export const category = z.strictObject({
  key: about(key, 'Name by which service types refer to it.'),
  name: about(localizedText, 'Heading under which its services are listed, in the order of this file.'),
});

const variant = z.strictObject({
  key: about(key, 'Unique within the service type.'),
  name: about(localizedText, 'What tells this variant from the others: "90 minutes", "Long hair".'),
  minutes: about(minutes, 'Duration in whole minutes, without buffers.'),
  price: about(price, 'Usual price in minor units of `locale.currency`; a business may set its own.'),
});

const addOn = z.strictObject({
  key: about(key, 'Unique within the service type.'),
  name: about(localizedText, 'What is added.'),
  minutes: about(z._default(z.int().check(z.gte(0), z.lte(480)), 0), 'Minutes it adds, each.'),
  price: about(price, 'Price of one, in minor units.'),
  maxQuantity: about(z._default(quantity, 1), 'How many of it one booking may have.'),
});

const segment = z.strictObject({
  minutes: about(minutes, 'Length of this part.'),
  provider: about(
    z._default(z.boolean(), true),
    'Whether the provider is taken; false while something sets.',
  ),
  resources: about(z._default(z.array(resourceNeed), []), 'What is taken in this part.'),
});

const requires = z.strictObject({
  providers: about(
    z._default(z.int().check(z.gte(0), z.lte(10)), 1),
    'Providers taken at the same time; 0 where only resources are booked.',
  ),
  resources: about(z._default(z.array(resourceNeed), []), 'Resources taken from start to end.'),
});

const minutesBuffer = z._default(z.int().check(z.gte(0), z.lte(240)), 0);

const buffers = z.strictObject({
  before: about(minutesBuffer, 'Minutes kept free before, to prepare.'),
  after: about(minutesBuffer, 'Minutes kept free after, to tidy.'),
});

const perUnit = z.int().check(z.gte(0), z.lte(10_000));

const durationInput = z.strictObject({
  key: about(key, 'Unique within the service type.'),
  name: about(localizedText, 'What is counted: "Rooms".'),
  min: about(z._default(perUnit, 1), 'The least one can say.'),
  max: about(perUnit, 'The most one can say.'),
  default: about(z._default(perUnit, 1), 'What is said at first.'),
  minutesPerUnit: about(
    z._default(z.int().check(z.gte(0), z.lte(480)), 0),
    'Minutes added to those of the variant for each one, the first included.',
  ),
  pricePerUnit: about(
    z._default(price, 0),
    'Minor units added to the price of the variant for each one, the first included.',
  ),
});

export const serviceType = z.strictObject({
  key: about(key, 'Name by which businesses refer to it; services keep it as their template.'),
  name: about(localizedText, 'What is sold.'),
  description: about(localizedText, 'One or two sentences: what happens and for whom it is.'),
  category: about(key, 'Key of one of `categories`.'),
  variants: about(
    z.array(variant).check(z.minLength(1), z.maxLength(12)),
    'Durations and prices to choose from.',
  ),
  addOns: about(z._default(z.array(addOn), []), 'Extras to choose from.'),
  segments: z.optional(
    about(
      z.array(segment).check(z.minLength(2)),
      'Parts in order, where not everything is taken all the time. They replace `requires.resources`, and their ' +
        'minutes add up to those of each variant.',
    ),
  ),
  requires: about(z._default(requires, { providers: 1, resources: [] }), 'Whom and what a booking takes.'),
  buffers: about(z._default(buffers, { before: 0, after: 0 }), 'Time kept free around a booking.'),
  durationInputs: about(
    z._default(z.array(durationInput).check(z.maxLength(6)), []),
    'Numbers that customers give, by which it takes longer or costs more: rooms, people.',
  ),
  capacity: about(
    z._default(z.int().check(z.gte(1), z.lte(500)), 1),
    'Seats of one session; 1 where each booking has its own time. More than 1 is sold by a timetable of sessions.',
  ),
  place: about(
    z._default(z.enum(['location', 'customer', 'online']), 'location'),
    "Where it happens: at a location, at the customer's address, or online.",
  ),
  fixedStarts: z.optional(
    about(fixedStarts, 'Wall-clock starts in their order, instead of the grid: ["09:00", "10:30"].'),
  ),
  scheduling: z.optional(about(schedulingLayer, 'Rules of scheduling that differ for this service.')),
  approval: z.optional(
    about(
      z.boolean(),
      'Whether the business says yes or no to each booking. Left out: `scheduling.approval`.',
    ),
  ),
  deposit: z.optional(about(deposit, 'What is paid beforehand. Left out: `policies.deposit`.')),
  intakeForm: z.optional(about(key, 'Key of one of `intakeForms`, asked with each booking.')),
});

export type ResourceType = z.infer<typeof resourceType>;
export type Category = z.infer<typeof category>;
export type DurationInput = z.infer<typeof durationInput>;
export type ServiceType = z.infer<typeof serviceType>;
