import { randomUUIDv7 } from 'node:crypto';
import type { Actor, Ctx, SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { fail } from '../../lib/errors.ts';
import { can, canSomewhere, scopesOf, type Permission, type Scope } from '../identity/permissions.ts';
import type { Settings } from '../verticals/verticals.contract.ts';
import type { Locale } from '../verticals/verticals.fields.ts';
import type { BookingRequest } from './bookings.contract.ts';

/** A person served. */
export interface Customer {
  id: string;
  /** Whose account it is, if anybody's. */
  userId: string | null;
  name: string;
  email: string | null;
  phone: string | null;
  /** In which they want to be written to, where it was said. */
  locale?: Locale | undefined;
  /** Not there yet: written together with the booking. */
  isNew: boolean;
}

interface KnownCustomer extends Omit<Customer, 'id' | 'isNew'> {
  id: string | null;
}

const OWN = statement<KnownCustomer>(`
  SELECT c.id, u.id AS "userId", coalesce(c.name, u.name) AS name, coalesce(c.email, u.email)::text AS email, c.phone
  FROM users u LEFT JOIN customers c ON c.tenant_id = u.tenant_id AND c.user_id = u.id AND c.deleted_at IS NULL
  WHERE u.tenant_id = $1 AND u.id = $2 AND u.deleted_at IS NULL`);

// Competitors share a tenant: a business books for those whom it knows.
const KNOWN = statement<KnownCustomer>(`
  SELECT c.id, c.user_id AS "userId", c.name, c.email::text AS email, c.phone
  FROM customers c
  WHERE c.tenant_id = $1 AND c.id = $2 AND c.deleted_at IS NULL AND c.merged_into_id IS NULL
    AND ($4 OR EXISTS (SELECT FROM business_clients k
        WHERE k.tenant_id = c.tenant_id AND k.customer_id = c.id AND k.business_id = $3)
      OR EXISTS (SELECT FROM bookings b
        WHERE b.tenant_id = c.tenant_id AND b.customer_id = c.id AND b.business_id = $3))`);

const refused = ({ kind }: Actor) => fail(kind === 'guest' ? 'UNAUTHENTICATED' : 'FORBIDDEN');

/** Whether the actor may do something to what is their own; an API key only within its scopes. */
export const mayOwn = ({ id, scopes }: Actor, permission: Permission): boolean =>
  id !== null && (scopes?.has(permission) ?? true);

/** Where a booking is, and the accounts of those who serve it. */
export interface Served extends Scope {
  servedBy?: readonly string[];
}

/** Whether somebody has a role at a business, or a part of it, that lets them look at its hours. */
export const worksAt = ({ permissions, grants }: Actor, businessId: string): boolean => {
  const scopes = scopesOf({ permissions, grants }, 'schedule:read');
  return scopes === 'everywhere' || scopes.some((scope) => scope.businessId === businessId);
};

/** Whether somebody serves a booking as one of the business's providers: by role there, and by the profile that is theirs. */
const servesIt = (actor: Actor, { servedBy = [], businessId }: Served): boolean =>
  actor.id !== null && businessId !== null && servedBy.includes(actor.id) && worksAt(actor, businessId);

/**
 * Whether the actor may do something to the bookings of others, or to those that they serve themselves; the seed and jobs
 * always.
 */
export const mayServe = (actor: Actor, permission: Permission, place: Served): boolean =>
  actor.kind === 'system' ||
  can(actor, permission, place) ||
  (mayOwn(actor, permission) && servesIt(actor, place));

/** The customer that the actor's own account is. @throws UNAUTHENTICATED, FORBIDDEN */
export async function ownCustomer({ sql, tenant, actor }: SqlCtx): Promise<Customer> {
  if (!mayOwn(actor, 'booking:write')) throw refused(actor);
  const [row] = await sql(OWN, [tenant.id, actor.id]);
  if (!row) throw fail('UNAUTHENTICATED');
  return { ...row, id: row.id ?? randomUUIDv7(), isNew: row.id === null };
}

async function knownCustomer(ctx: SqlCtx, customerId: string, { businessId }: Scope): Promise<Customer> {
  const { sql, tenant, actor } = ctx;
  const isAnybody = actor.kind === 'system' || can(actor, 'booking:write');
  const [row] = await sql(KNOWN, [tenant.id, customerId, businessId, isAnybody]);
  if (!row)
    throw fail('NOT_FOUND', { details: [{ field: 'customerId', message: 'is not a customer here' }] });
  return { ...row, id: customerId, isNew: false };
}

/** Guests book where the features say so. @throws UNAUTHENTICATED */
export function demandAccount({ actor }: Ctx, { features }: Settings): void {
  if (actor.kind === 'guest' && !features.guestBooking) throw refused(actor);
}

/**
 * Whether a booking is for its maker's own account; else it is for the guest who makes it, or for whom staff names.
 * @throws UNAUTHENTICATED, FORBIDDEN for those who book for nobody else
 */
export function isForOwn({ actor }: Ctx, { customer, customerId }: BookingRequest): boolean {
  if (customerId === undefined && (actor.kind === 'guest' || customer === undefined))
    return actor.id !== null;
  const { permissions, grants } = actor;
  const mayBook =
    canSomewhere(actor, 'booking:write') ||
    // Providers book their own time for whom they name.
    (mayOwn(actor, 'booking:write') && canSomewhere({ permissions, grants }, 'schedule:read'));
  if (actor.kind !== 'system' && !mayBook) throw refused(actor);
  return false;
}

/** A guest for whom a hold was made (somebody who waited) is known already, and need not say again who they are. */
export function keptFor(
  { actor }: Ctx,
  request: BookingRequest,
  { customer }: { customer: Omit<Customer, 'userId' | 'isNew'> | null },
): Customer | undefined {
  if (actor.kind !== 'guest' || request.customer || !customer) return undefined;
  return { ...customer, userId: null, isNew: false };
}

/**
 * For whom a booking is that is not for its maker's own account: the guest who makes it, or whom staff names.
 * @throws VALIDATION, UNAUTHENTICATED, FORBIDDEN, NOT_FOUND
 */
export async function namedCustomer(
  ctx: SqlCtx,
  { customer, customerId }: BookingRequest,
  place: Served,
): Promise<Customer> {
  const { actor } = ctx;
  if (actor.kind !== 'guest' && !mayServe(actor, 'booking:write', place)) throw refused(actor);
  if (customerId !== undefined) return knownCustomer(ctx, customerId, place);
  if (!customer) throw fail('VALIDATION', { details: [{ field: 'customer', message: 'says who comes' }] });
  const { name, email = null, phone = null, locale } = customer;
  return { id: randomUUIDv7(), userId: null, name, email, phone, locale, isNew: true };
}
