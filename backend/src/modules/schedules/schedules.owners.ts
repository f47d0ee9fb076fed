import type { TxCtx } from '../../lib/context.ts';
import {
  canAt,
  requireLocation,
  requireProvider,
  requireResourceUnit,
  type Belonging,
} from '../catalogue/catalogue.access.ts';
import type { Permission } from '../identity/permissions.ts';
import { lockLocation, lockSubjects } from './schedules.locks.ts';
import type { Touched } from './schedules.takes.ts';

/** What has hours: a place, or a subject. */
export type OwnerKind = 'location' | 'provider' | 'resource-unit';
export type SubjectKind = Exclude<OwnerKind, 'location'>;

export interface Owner {
  kind: OwnerKind;
  id: string;
  belonging: Belonging;
  /** Whether it is whoever acts. */
  isOwn: boolean;
  /** The columns by which its hours and overrides are found. */
  column: { locationId: string } | { subjectId: string };
  /** The bookings that its hours are about. */
  touched: Touched;
}

/**
 * Whose hours are meant, if they may be looked at or changed: by permission, or because they are one's own.
 * @throws NOT_FOUND, FORBIDDEN
 */
export async function requireOwner(
  ctx: TxCtx,
  permission: Permission,
  kind: OwnerKind,
  id: string,
): Promise<Owner> {
  if (kind === 'location') {
    const belonging = await requireLocation(ctx, permission, id);
    const column = { locationId: id };
    return {
      kind,
      id,
      belonging,
      isOwn: false,
      column,
      touched: { businessId: belonging.businessId, ...column },
    };
  }
  const column = { subjectId: id };
  if (kind === 'resource-unit') {
    const belonging = await requireResourceUnit(ctx, permission, id);
    return {
      kind,
      id,
      belonging,
      isOwn: false,
      column,
      touched: { businessId: belonging.businessId, ...column },
    };
  }
  const { isOwn, ...belonging } = await requireProvider(ctx, permission, id, { own: true });
  return { kind, id, belonging, isOwn, column, touched: { businessId: belonging.businessId, ...column } };
}

/** Whether whoever looks may also change: others do not read why somebody is away. */
export function mayChange(ctx: TxCtx, { belonging, isOwn }: Owner): boolean {
  return isOwn || canAt(ctx.actor, 'schedule:write', belonging);
}

export async function lockOwner(ctx: TxCtx, { kind, id }: Owner): Promise<void> {
  await (kind === 'location' ? lockLocation(ctx, id) : lockSubjects(ctx, [id]));
}
