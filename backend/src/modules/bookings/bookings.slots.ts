import { isoOf } from '../../scheduling/days.ts';
import type { Instant } from '../../scheduling/types.ts';
import type { Slot } from './slots.contract.ts';

interface Taken {
  businessId: string;
  locationId: string | null;
  startsAt: Instant;
  endsAt: Instant;
  expiresAt: Date | null;
  providerIds: readonly string[];
  sessionId: string | null | undefined;
}

/** What everybody may know of the time that a booking, or hold, takes. */
export function slotOf({ businessId, locationId, startsAt, endsAt, expiresAt, ...rest }: Taken): Slot {
  return {
    businessId,
    locationId,
    providerIds: [...new Set(rest.providerIds)],
    ...(rest.sessionId ? { sessionId: rest.sessionId } : {}),
    start: isoOf(startsAt),
    end: isoOf(endsAt),
    ...(expiresAt && { until: expiresAt.toISOString() }),
  };
}

/** The same of a booking that has been read. */
export function slotOfRow(
  row: Omit<Taken, 'providerIds' | 'sessionId'> & {
    items: readonly { providers: readonly { id: string }[]; sessionId: string | null }[];
  },
): Slot {
  const providerIds = row.items.flatMap(({ providers }) => providers.map(({ id }) => id));
  return slotOf({ ...row, providerIds, sessionId: row.items[0]?.sessionId });
}
