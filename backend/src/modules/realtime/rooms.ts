import type { Actor } from '../../lib/context.ts';
import type { Role } from '../identity/permissions.ts';

/** Roles that work on bookings: for the whole tenant, or where they are held. */
export const STAFF: readonly Role[] = ['reception', 'manager', 'owner', 'admin'];

/** Names of rooms. Only the server says who is in one; each carries its tenant. */
export const rooms = {
  tenant: (tenantId: string) => `t:${tenantId}`,
  user: (tenantId: string, userId: string) => `t:${tenantId}:user:${userId}`,
  session: (tenantId: string, sessionId: string) => `t:${tenantId}:session:${sessionId}`,
  role: (tenantId: string, role: string) => `t:${tenantId}:role:${role}`,
  /** Of those who work for one business only, or at one of its locations only. */
  staff: (tenantId: string, businessId: string, locationId?: string) =>
    `t:${tenantId}:staff:${businessId}${locationId === undefined ? '' : `:${locationId}`}`,
};

/** Where someone listens. A role held for one business or location opens that one's room, not the tenant's of that role. */
export function roomsOf(tenantId: string, { kind, id, sessionId, grants }: Actor): Set<string> {
  const found = new Set([rooms.tenant(tenantId)]);
  if (kind !== 'user' || id === null) return found;
  found.add(rooms.user(tenantId, id));
  if (sessionId !== null) found.add(rooms.session(tenantId, sessionId));
  for (const { role, businessId, locationId } of grants) {
    if (businessId === null) found.add(rooms.role(tenantId, role));
    else if (STAFF.includes(role)) found.add(rooms.staff(tenantId, businessId, locationId ?? undefined));
  }
  return found;
}
