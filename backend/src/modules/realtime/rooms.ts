import type { Actor } from '../../lib/context.ts';

/** Names of rooms. Only the server says who is in one; each carries its tenant. */
export const rooms = {
  tenant: (tenantId: string) => `t:${tenantId}`,
  user: (tenantId: string, userId: string) => `t:${tenantId}:user:${userId}`,
  session: (tenantId: string, sessionId: string) => `t:${tenantId}:session:${sessionId}`,
  role: (tenantId: string, role: string) => `t:${tenantId}:role:${role}`,
};

/** Where someone listens. A role held for one business or location does not open the tenant's room of that role. */
export function roomsOf(tenantId: string, { kind, id, sessionId, grants }: Actor): Set<string> {
  const found = new Set([rooms.tenant(tenantId)]);
  if (kind !== 'user' || id === null) return found;
  found.add(rooms.user(tenantId, id));
  if (sessionId !== null) found.add(rooms.session(tenantId, sessionId));
  for (const { role, businessId } of grants) {
    if (businessId === null) found.add(rooms.role(tenantId, role));
  }
  return found;
}
