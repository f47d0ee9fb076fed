import * as z from 'zod/mini';

/** Bookings named at most; `total` says how many there are. */
export const MOST_NAMED = 50;

export const strandsErrors = {
  STRANDS_BOOKINGS: {
    status: 409,
    message:
      'Bookings to come would be left without whom, where or when they were made for (error.data lists them). ' +
      'Ask again with ?acceptStranded=true to do it all the same.',
  },
} as const;

export const namedBooking = z.strictObject({
  id: z.uuid(),
  code: z.string(),
  startsAt: z.iso.datetime({ offset: true }),
  endsAt: z.iso.datetime({ offset: true }),
  providerId: z.nullable(z.uuid()),
  /** Null for a guest without a name, and for those who may not read the booking. */
  customerName: z.nullable(z.string()),
});
export type NamedBooking = z.infer<typeof namedBooking>;

/** The soonest of the bookings to come that a change leaves behind, and how many they are. */
export const stranded = z.strictObject({ bookings: z.array(namedBooking), total: z.int() });
export type Stranded = z.infer<typeof stranded>;

/** What is answered where nothing else is left to show. */
export const strandedOnly = z.strictObject({ stranded });

export const acceptQuery = z.strictObject({
  /** Do it although bookings to come are left behind; they are listed in the answer. */
  acceptStranded: z._default(z.stringbool({ truthy: ['true', '1'], falsy: ['false', '0'] }), false),
});
