import * as z from 'zod/mini';
import { money } from '../catalogue/catalogue.contract.ts';

/** What changes free time without being a booking: hours, blocks, services, settings, holds that ended. */
export const availabilityEvents = {
  /** Null: all businesses of the tenant. */
  'schedule.changed': z.strictObject({ businessId: z.nullable(z.uuid()) }),
};

export const availabilityErrors = {
  LOCATION_REQUIRED: { status: 400, message: 'The business has several locations: say at which one.' },
} as const;

/** Days that one answer covers at most. */
export const MOST_DAYS = 62;
/** Days that it covers where `to` is left out. */
export const USUAL_DAYS = 14;

const MOST_ITEMS = 8;
const MOST_ADD_ONS = 20;
const quantity = z.int().check(z.gte(1), z.lte(50));
const count = z.int().check(z.gte(0), z.lte(10_000));
const date = z.iso.date('Write a date: 2026-03-01');
const inputKey = z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,39}$/i));
const seats = z.int().check(z.gte(1), z.lte(500));

const chosenAddOn = z.strictObject({ id: z.uuid(), quantity: z._default(quantity, 1) });

/** One service of a visit, with its choices. */
export const askedItem = z.strictObject({
  serviceId: z.uuid(),
  /** Left out: the first one of the service. */
  variantId: z.optional(z.uuid()),
  addOns: z.optional(z.array(chosenAddOn).check(z.maxLength(MOST_ADD_ONS))),
  /** The service's duration inputs by key: { "rooms": 3 }. Those left out have their default. */
  inputs: z.optional(z.record(inputKey, count)),
  /** Left out: anybody. */
  providerId: z.optional(z.uuid()),
});
export type AskedItem = z.infer<typeof askedItem>;

const range = {
  /** Only where a service is done at a location; needed if the business has several. */
  locationId: z.optional(z.uuid()),
  /** Local dates, both inclusive. Left out: today, and 13 days on. */
  from: z.optional(date),
  to: z.optional(date),
};

/** Days to which a booking may be moved. */
export const moveQuery = z.strictObject({ from: range.from, to: range.to });
export type MoveQuery = z.infer<typeof moveQuery>;

export const availabilityBody = z.strictObject({
  /** The services of a visit in their order; of a class or departure, only that. */
  items: z.array(askedItem).check(z.minLength(1), z.maxLength(MOST_ITEMS)),
  ...range,
  /** Seats wanted, of a class or departure. */
  seats: z._default(seats, 1),
  explain: z._default(z.boolean(), false),
  /** As whoever serves there may book, without notice; for those who may read the schedule. */
  desk: z._default(z.boolean(), false),
});
export type AvailabilityQuestion = z.infer<typeof availabilityBody>;

/** "name" or "name:number", separated by commas. */
const pairs = z
  .string()
  .check(
    z.maxLength(1_000),
    z.regex(/^[^:,]+(:\d{1,5})?(,[^:,]+(:\d{1,5})?)*$/, 'Write "name" or "name:number", separated by commas'),
  );

function pairsIn(text: string): [name: string, number: number][] {
  return text.split(',').map((pair) => {
    const [name = '', number = '1'] = pair.split(':');
    return [name, Number(number)];
  });
}

const addOnsText = z.pipe(
  pairs,
  z.pipe(
    z.transform((text: string) => pairsIn(text).map(([id, quantity]) => ({ id, quantity }))),
    z.array(z.strictObject({ id: z.uuid(), quantity })).check(z.maxLength(MOST_ADD_ONS)),
  ),
);

const inputsText = z.pipe(
  pairs,
  z.pipe(
    z.transform((text: string) => Object.fromEntries(pairsIn(text))),
    z.record(inputKey, count),
  ),
);

export const availabilityQuery = z.strictObject({
  serviceId: z.uuid(),
  variantId: z.optional(z.uuid()),
  /** Ids, each with a quantity where it is not 1: "0199...,0198...:2". */
  addOns: z.optional(addOnsText),
  /** "rooms:3,bathrooms:1" */
  inputs: z.optional(inputsText),
  providerId: z.optional(z.uuid()),
  ...range,
  seats: z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(500)), 1),
  /** Also why the other starts are not offered; for those who may read the schedule. */
  explain: z._default(z.stringbool({ truthy: ['true'], falsy: ['false'] }), false),
});

/** An instant as the clock at the place shows it: "2026-03-02T09:30:00-03:00". */
const instant = z.iso.datetime({ offset: true });

const slot = z.strictObject({
  start: instant,
  end: instant,
  /** Who could take it, or its first service, as positions in `providers`; empty where nobody is needed. */
  providers: z.array(z.int()),
  /** Of everything asked for, all seats together, with whoever of those costs least. */
  price: money,
  /** With whoever costs most; only where that differs. */
  priceUpTo: z.optional(money),
  /** Of a class or departure. */
  sessionId: z.optional(z.uuid()),
  seatsLeft: z.optional(z.int()),
});
export type SlotView = z.infer<typeof slot>;

/** Scheduling rules, section 8. */
const reason = z.enum([
  'OUTSIDE_HOURS',
  'HOLIDAY',
  'TIME_OFF',
  'BUSY',
  'BUFFER',
  'NO_RESOURCE',
  'NOTICE',
  'CUTOFF',
  'TOO_FAR',
  'DAY_LIMIT',
  'WEEK_LIMIT',
  'CUSTOMER_LIMIT',
  'PACKING',
  'SOLD_OUT',
  'NONEXISTENT_TIME',
]);

export const availability = z.strictObject({
  businessId: z.uuid(),
  /** Null where it is done at the customer's address or online. */
  locationId: z.nullable(z.uuid()),
  /** Zone of all local dates and offsets here. */
  timeZone: z.string(),
  providers: z.array(z.strictObject({ id: z.uuid(), name: z.string() })),
  /** Every local date asked for, in order. */
  days: z.array(
    z.strictObject({
      date: z.iso.date(),
      slots: z.array(slot),
      /** With `explain`: the starts of the grid that are not offered. */
      refusals: z.optional(z.array(z.strictObject({ start: instant, reasons: z.array(reason) }))),
    }),
  ),
});
export type Availability = z.infer<typeof availability>;
