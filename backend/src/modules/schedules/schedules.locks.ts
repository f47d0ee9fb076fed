import type { TxCtx } from '../../lib/context.ts';

/**
 * Keeps bookings and other changes away from the time of some subjects, and from the seats of some sessions, until the
 * transaction ends. At most once in a transaction, before anything is read that must stay so.
 */
export async function lockSubjects({ db }: TxCtx, ids: readonly string[]): Promise<void> {
  await db.$executeRaw`SELECT lock_subjects(${[...ids]}::uuid[])`;
}

/** The same for everyone who works, and everything that stands, at a location. */
export async function lockLocation(ctx: TxCtx, locationId: string): Promise<void> {
  const { db, tenant } = ctx;
  await db.$executeRaw`
    SELECT 1 FROM locations WHERE tenant_id = ${tenant.id}::uuid AND id = ${locationId}::uuid FOR NO KEY UPDATE`;
  await db.$executeRaw`
    SELECT lock_subjects(array(
      SELECT provider_id FROM provider_locations
      WHERE tenant_id = ${tenant.id}::uuid AND location_id = ${locationId}::uuid
      UNION ALL
      SELECT id FROM resource_units WHERE tenant_id = ${tenant.id}::uuid AND location_id = ${locationId}::uuid))`;
}
