import type { TxCtx } from '../../lib/context.ts';

// Whatever takes somebody's time also takes the sessions that they are in: bookings of seats lock nothing else.

/**
 * Keeps bookings and other changes away from the time of some subjects, and from the seats of some sessions, until the
 * transaction ends. At most once in a transaction, before anything is read that must stay so.
 */
export async function lockSubjects({ db, tenant }: TxCtx, ids: readonly string[]): Promise<void> {
  const all = [...ids];
  await db.$executeRaw`
    SELECT lock_subjects(array(
      SELECT unnest(${all}::uuid[])
      UNION ALL
      SELECT class_session_id FROM allocations
      WHERE tenant_id = ${tenant.id}::uuid AND subject_id = ANY(${all}::uuid[]) AND class_session_id IS NOT NULL
        AND state IN ('confirmed', 'blocked') AND upper(period) > now()))`;
}

/** The same for everyone who works, and everything that stands or takes place, at a location. */
export async function lockLocation(ctx: TxCtx, locationId: string): Promise<void> {
  const { db, tenant } = ctx;
  await db.$executeRaw`
    SELECT 1 FROM locations WHERE tenant_id = ${tenant.id}::uuid AND id = ${locationId}::uuid FOR NO KEY UPDATE`;
  await db.$executeRaw`
    SELECT lock_subjects(array(
      SELECT provider_id FROM provider_locations
      WHERE tenant_id = ${tenant.id}::uuid AND location_id = ${locationId}::uuid
      UNION ALL
      SELECT id FROM resource_units WHERE tenant_id = ${tenant.id}::uuid AND location_id = ${locationId}::uuid
      UNION ALL
      SELECT id FROM class_sessions
      WHERE tenant_id = ${tenant.id}::uuid AND location_id = ${locationId}::uuid AND starts_at > now()))`;
}

/** The same for all of a business. */
export async function lockBusiness({ db, tenant }: TxCtx, businessId: string): Promise<void> {
  await db.$executeRaw`
    SELECT lock_subjects(array(
      SELECT id FROM providers WHERE tenant_id = ${tenant.id}::uuid AND business_id = ${businessId}::uuid
      UNION ALL
      SELECT u.id FROM resource_units u JOIN locations l ON l.tenant_id = u.tenant_id AND l.id = u.location_id
      WHERE u.tenant_id = ${tenant.id}::uuid AND l.business_id = ${businessId}::uuid
      UNION ALL
      SELECT c.id FROM class_sessions c JOIN services s ON s.tenant_id = c.tenant_id AND s.id = c.service_id
      WHERE c.tenant_id = ${tenant.id}::uuid AND s.business_id = ${businessId}::uuid AND c.starts_at > now()))`;
}
