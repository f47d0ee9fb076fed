import type { SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import type { SearchQuestion } from './search.contract.ts';
import type { Findable } from './search.index.ts';

const BUSINESS = statement<{ id: string }>(`
  SELECT id FROM businesses
  WHERE tenant_id = $1 AND deleted_at IS NULL AND (slug = $2::citext OR id::text = $2)`);

const PROVIDER = statement<{ id: string; businessId: string; services: string[] }>(`
  SELECT p.id, p.business_id AS "businessId", ARRAY(
      SELECT ps.service_id::text FROM provider_services ps WHERE ps.tenant_id = p.tenant_id AND ps.provider_id = p.id
    ) AS services
  FROM providers p JOIN businesses b ON b.tenant_id = p.tenant_id AND b.id = p.business_id
  WHERE p.tenant_id = $1 AND p.deleted_at IS NULL
    AND (p.id::text = $2 OR (p.slug = $2::citext AND (b.slug = $3::citext OR b.id::text = $3)))`);

/** Whose services are looked at. */
export interface Whose {
  isTheirs: (findable: Findable) => boolean;
  /** The provider asked for, if one is. */
  providerId?: string;
}

const nobody: Whose = { isTheirs: () => false };

/** Whose services a question is about; those of nobody where the business or the provider is not known. */
export async function findWhose(
  { sql, tenant }: SqlCtx,
  { business, provider }: Pick<SearchQuestion, 'business' | 'provider'>,
): Promise<Whose> {
  const [house, person] = await Promise.all([
    business === undefined ? undefined : sql(BUSINESS, [tenant.id, business]).then(([row]) => row ?? null),
    provider === undefined
      ? undefined
      : sql(PROVIDER, [tenant.id, provider, business ?? '']).then(([row]) => row ?? null),
  ]);
  if (house === null || person === null) return nobody;
  if (house && person && house.id !== person.businessId) return nobody;
  if (!person) return { isTheirs: ({ businessId }) => !house || businessId === house.id };
  const services = new Set(person.services);
  return {
    providerId: person.id,
    // Who gives a session of a class is written there, not in the list of who can.
    isTheirs: ({ businessId, serviceId, seats }) =>
      businessId === person.businessId && (seats || services.has(serviceId)),
  };
}
