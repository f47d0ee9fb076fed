import type { SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { mayServe } from './bookings.people.ts';
import { agreed, depositOf, standingOf } from './bookings.policy.ts';
import type { BookingRow } from './bookings.views.ts';

/** What a business knows of a customer. */
export interface Known {
  noShows: number;
  /** Whether a booking of theirs came about. */
  hasCome: boolean;
  /** The same of whoever gave this address: enough to say where a customer came from, not to ask less of them. */
  isAddressKnown: boolean;
}

const CAME = `(b.state IN ('checked_in', 'completed') OR b.state = 'confirmed' AND b.ends_at <= statement_timestamp())`;

// Guests are somebody new each time; whoever did not come is known by the address that they gave.
const KNOWN = statement<Known>(`
  WITH who AS (
    SELECT $3::uuid AS id UNION ALL SELECT id FROM customers WHERE tenant_id = $1 AND email_key = lower($4::text)
  )
  SELECT count(*) FILTER (WHERE b.state = 'no_show')::int AS "noShows",
    coalesce(bool_or(${CAME} AND b.customer_id = $3::uuid), false) AS "hasCome",
    coalesce(bool_or(${CAME}), false) AS "isAddressKnown"
  FROM who JOIN bookings b ON b.tenant_id = $1 AND b.customer_id = who.id
  WHERE b.business_id = (SELECT business_id FROM services WHERE tenant_id = $1 AND id = $2)`);

const NOBODY: Known = { noShows: 0, hasCome: false, isAddressKnown: false };

/**
 * What the business that sells a service knows of a customer, or of the address that a guest gave. An account is known by
 * itself only: nobody's no-show is told of somebody else.
 */
export async function knownOf(
  { sql, tenant }: SqlCtx,
  serviceId: string | undefined,
  { customerId, email }: { customerId?: string | undefined; email?: string | undefined },
): Promise<Known> {
  if (customerId === undefined && email === undefined) return NOBODY;
  const address = customerId === undefined ? email : null;
  const [known] = await sql(KNOWN, [tenant.id, serviceId, customerId ?? null, address]);
  return known ?? NOBODY;
}

/** Where a customer came from: what a tenant's commission goes by. */
export type Acquisition = 'marketplace' | 'direct' | 'returning';

/** @param isOwn whether the business itself brought them: by its own link, or its staff */
export function acquisitionOf({ hasCome, isAddressKnown }: Known, isOwn: boolean): Acquisition {
  if (hasCome || isAddressKnown) return 'returning';
  return isOwn ? 'direct' : 'marketplace';
}

/**
 * What would be asked of whoever asks, if they booked it: of staff nothing. Guests are nobody yet: what is known of an address
 * is told to nobody.
 * @param customerId of the account that asks
 */
export async function depositAsked(
  ctx: SqlCtx,
  place: Parameters<typeof mayServe>[2],
  of: Priced & { items: readonly { serviceId: string }[] },
  customerId: string | undefined,
): Promise<number> {
  if (mayServe(ctx.actor, 'booking:write', place)) return 0;
  const isAsked = of.terms.deposits.some((rule) => Object.keys(rule).length > 0);
  return isAsked ? depositFor(of, await knownOf(ctx, of.items[0]?.serviceId, { customerId })) : 0;
}

type Priced = Pick<BookingRow, 'terms' | 'policy' | 'priceLines' | 'total'>;

/** What is to be paid before a booking is firm, by the terms and the policy that it was made under. */
export function depositFor({ terms, policy, priceLines, total }: Priced, known: Known): number {
  const items = terms.deposits.map((rule, index) => ({
    rule,
    price: priceLines.reduce((sum, { item, amount }) => (item === index ? sum + amount : sum), 0),
  }));
  return depositOf(items, standingOf(agreed(policy), known), total);
}
