import * as z from 'zod/mini';

/** The pages that are told apart; all others are one. An open list would let anybody fill our memory. */
export const MEASURED_ROUTES = [
  '/',
  '/search',
  '/c/[category]',
  '/b/[business]',
  '/b/[business]/p/[provider]',
  '/b/[business]/book',
  '/checkout/[id]',
  '/checkout/[id]/done',
  '/bookings',
  '/bookings/[id]',
  '/bookings/[id]/move',
  '/bookings/[id]/cancel',
  '/login',
  '/register',
  '/account',
  '/account/messages',
  '/provider',
  '/admin',
] as const;

export const vitalName = z.enum(['TTFB', 'LCP', 'CLS', 'INP']);

/** How one load of a page was for its visitor; its times say nothing of who that was. */
export const vitalsReport = z.strictObject({
  /** The pattern of the page's address, without what was put into it. */
  route: z.string().check(z.maxLength(80)),
  device: z.enum(['phone', 'desktop']),
  connection: z.enum(['fast', 'slow', 'unknown']),
  vitals: z
    .array(
      z.strictObject({
        name: vitalName,
        /** Milliseconds; of CLS its score. */
        value: z.number().check(z.gte(0), z.lte(600_000)),
      }),
    )
    .check(z.maxLength(4)),
  errors: z
    .array(
      z.strictObject({
        name: z.string().check(z.regex(/^\w{1,60}$/)),
        /** Of its message. */
        hash: z.string().check(z.regex(/^[0-9a-f]{8}$/)),
        /** File, line and column; empty where nobody knows. */
        at: z.string().check(z.regex(/^[\w.:-]{0,120}$/)),
      }),
    )
    .check(z.maxLength(5)),
  /** With errors: the request id of the answer that brought the page. */
  pageId: z.optional(z.string().check(z.regex(/^[\w.-]{8,64}$/))),
});
export type VitalsReport = z.infer<typeof vitalsReport>;
