import * as z from 'zod/mini';

export const feedErrors = {
  TOO_MANY_FEEDS: { status: 409, message: 'End a calendar feed before you make another; 20 is the most.' },
} as const;

/** What a feed shows: what a provider does, or a unit is taken for; without either, the bookings of whoever makes it. */
const ofOne = z
  .strictObject({ providerId: z.optional(z.uuid()), resourceUnitId: z.optional(z.uuid()) })
  .check(
    z.refine(
      ({ providerId, resourceUnitId }) => providerId === undefined || resourceUnitId === undefined,
      'Name a provider or a unit, not both',
    ),
  );
export const feedBody = ofOne;
export type FeedRequest = z.infer<typeof feedBody>;

/** Left out: your own feeds. Else all of that provider or unit, for those who may change its schedule. */
export const feedsQuery = ofOne;
export const feedParams = z.strictObject({ id: z.uuid() });

export const feed = z.strictObject({
  id: z.uuid(),
  providerId: z.nullable(z.uuid()),
  resourceUnitId: z.nullable(z.uuid()),
  createdAt: z.iso.datetime(),
});
export type FeedView = z.infer<typeof feed>;
/** The address is told once. */
export const newFeed = z.extend(feed, { url: z.url() });
export type NewFeed = z.infer<typeof newFeed>;
