import type { Me, Permission } from '#lib/api/types.ts';
import { requireAllowed } from './guards.ts';

/** Whoever may do something in the whole tenant. @throws as `requireAllowed` */
export const requirePermission = (event: Parameters<typeof requireAllowed>[0], permission: Permission): Me =>
  requireAllowed(event, ({ permissions }) => permissions.includes(permission));
