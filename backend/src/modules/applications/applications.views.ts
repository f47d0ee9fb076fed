import type { Prisma } from '../../../generated/prisma/client.ts';
import { commonErrors, failWith } from '../../lib/errors.ts';
import type { TxCtx } from '../../lib/context.ts';
import { applicationErrors, type Application, type Missing } from './applications.contract.ts';

export const fail = failWith({ ...commonErrors, ...applicationErrors });

export const select = {
  id: true,
  state: true,
  reason: true,
  createdAt: true,
  submittedAt: true,
  decidedAt: true,
  business: { select: { id: true, slug: true, name: true } },
  user: { select: { id: true, name: true, email: true } },
} satisfies Prisma.BusinessApplicationSelect;
type Row = Prisma.BusinessApplicationGetPayload<{ select: typeof select }>;

export function view({ user, createdAt, submittedAt, decidedAt, ...row }: Row): Application {
  return {
    ...row,
    applicant: user,
    createdAt: createdAt.toISOString(),
    submittedAt: submittedAt?.toISOString() ?? null,
    decidedAt: decidedAt?.toISOString() ?? null,
  };
}

/**
 * What keeps customers from booking at a business: a place, somebody's hours, something published that somebody does, and the
 * units that it takes.
 */
export async function missingAt({ db, tenant }: TxCtx, businessId: string): Promise<Missing[]> {
  const [row] = await db.$queryRaw<Record<Missing, boolean>[]>`
    WITH sold AS (
      SELECT s.id, s.providers_required FROM services s
      WHERE s.tenant_id = ${tenant.id}::uuid AND s.business_id = ${businessId}::uuid
        AND s.deleted_at IS NULL AND s.published_at IS NOT NULL
    ), owners AS (
      SELECT id FROM locations
      WHERE tenant_id = ${tenant.id}::uuid AND business_id = ${businessId}::uuid AND deleted_at IS NULL
    ), servers AS (
      SELECT id FROM providers
      WHERE tenant_id = ${tenant.id}::uuid AND business_id = ${businessId}::uuid AND deleted_at IS NULL
    )
    SELECT NOT EXISTS (SELECT FROM owners) AS location,
      NOT EXISTS (
        SELECT FROM weekly_hours h WHERE h.tenant_id = ${tenant.id}::uuid
          AND (h.location_id IN (SELECT id FROM owners) OR h.subject_id IN (SELECT id FROM servers))
      ) AS hours,
      NOT EXISTS (
        SELECT FROM sold WHERE sold.providers_required = 0 OR EXISTS (
          SELECT FROM provider_services d
          WHERE d.tenant_id = ${tenant.id}::uuid AND d.service_id = sold.id
            AND d.provider_id IN (SELECT id FROM servers)
        )
      ) AS services,
      EXISTS (
        SELECT FROM service_requirements r
        WHERE r.tenant_id = ${tenant.id}::uuid AND r.service_id IN (SELECT id FROM sold)
          AND NOT EXISTS (
            SELECT FROM resource_units u
            WHERE u.tenant_id = ${tenant.id}::uuid AND u.resource_type_id = r.resource_type_id
              AND u.location_id IN (SELECT id FROM owners) AND u.deleted_at IS NULL
          )
      ) AS resources`;
  return (['location', 'hours', 'services', 'resources'] as const).filter((part) => row?.[part] ?? true);
}
