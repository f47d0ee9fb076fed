import * as z from 'zod/mini';

/** Time, or seats, of a business that somebody took or gave back; nothing of who. */
export const slot = z.strictObject({
  businessId: z.uuid(),
  locationId: z.nullable(z.uuid()),
  /** Whose time it is; none where only things are taken. */
  providerIds: z.array(z.uuid()),
  /** Of a class or departure. */
  sessionId: z.optional(z.uuid()),
  start: z.iso.datetime({ offset: true }),
  end: z.iso.datetime({ offset: true }),
  /** Of a hold: it is free again then, unless it is booked. */
  until: z.optional(z.iso.datetime({ offset: true })),
});
export type Slot = z.infer<typeof slot>;

/** Held or booked, and free again. */
export const slotEvents = { 'slot.taken': slot, 'slot.freed': slot };

/** How browsers hear of them: many at once, each slot as it is at the end. */
const slots = z.strictObject({ slots: z.array(slot) });
export const slotBatches = { 'slot.taken': slots, 'slot.freed': slots };
