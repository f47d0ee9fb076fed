import type { SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { layerOf, resolveSettings } from '../settings/settings.resolve.ts';
import type { SettingsLayer, Vertical } from '../verticals/verticals.contract.ts';
import { activeAccounts, type AccountRow } from './payments.accounts.ts';
import type { MoneyRow } from './payments.rows.ts';
import type { PaymentProvider } from './strategies/strategy.ts';

interface LayerRow {
  businessId: string | null;
  locationId: string | null;
  serviceId: string | null;
  value: SettingsLayer;
}

// The layer of a service counts where all of the booking is that service.
const LAYERS = statement<LayerRow>(`
  SELECT s.business_id AS "businessId", s.location_id AS "locationId", s.service_id AS "serviceId", s.value
  FROM settings s WHERE s.tenant_id = $1 AND (
    (s.business_id IS NULL AND s.location_id IS NULL AND s.service_id IS NULL)
    OR s.business_id = $2 OR s.location_id = $3 OR s.service_id = (
      SELECT (array_agg(DISTINCT i.service_id))[1] FROM booking_items i WHERE i.tenant_id = $1 AND i.booking_id = $4
      HAVING count(DISTINCT i.service_id) = 1))`);

/** A way to pay, to be tried in its turn. */
export type Link = { provider: 'venue' } | AccountRow;

/** The ways to pay for a booking in their order (`payments.chain`), those that the tenant has an account for. */
export async function chainFor(
  ctx: Pick<SqlCtx, 'sql' | 'tenant'>,
  vertical: Vertical,
  { id, businessId, locationId }: MoneyRow,
  wanted: PaymentProvider | undefined,
): Promise<Link[]> {
  const [rows, accounts] = await Promise.all([
    ctx.sql(LAYERS, [ctx.tenant.id, businessId, locationId, id]),
    activeAccounts(ctx),
  ]);
  const layers = rows.map((row) => ({ layer: layerOf(row), value: row.value }));
  const { chain } = resolveSettings(vertical, layers).value.payments;
  return chain
    .filter((provider) => wanted === undefined || provider === wanted)
    .flatMap((provider): Link[] =>
      provider === 'venue' ? [{ provider }] : accounts.filter((account) => account.provider === provider),
    );
}
