import type { Prisma } from '../../../generated/prisma/client.ts';
import { emit } from '../../events.ts';
import { inTransaction, type Ctx, type TxCtx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { audit } from '../audit/audit.service.ts';
import { stampBusiness } from '../catalogue/catalogue.stamp.ts';
import { requireBusiness, requireLocation, requireService } from '../catalogue/catalogue.access.ts';
import { can, type Permission } from '../identity/permissions.ts';
import type { SettingsLayer, Vertical } from '../verticals/verticals.contract.ts';
import { settingsChecks } from '../verticals/verticals.settingschecks.ts';
import type { LayerName, ResolvedSettings, SettingsChange, SettingsQuery } from './settings.contract.ts';
import { layerOf, patched, resolveSettings, type SettingLayer } from './settings.resolve.ts';

/** Ids of the layers that count beside the tenant's; null: not that one. */
interface Ids {
  businessId: string | null;
  locationId: string | null;
  serviceId: string | null;
}

/**
 * What is asked for, with its business, if whoever acts may do this there.
 * @throws NOT_FOUND for what is out of sight, FORBIDDEN for what is not theirs
 */
async function demand(ctx: TxCtx, permission: Permission, query: SettingsQuery): Promise<Ids> {
  const { businessId = null, locationId = null, serviceId = null } = query;
  if (businessId === null && locationId === null && serviceId === null && !can(ctx.actor, permission)) {
    throw fail('FORBIDDEN');
  }
  const belongings = [
    businessId && (await requireBusiness(ctx, permission, businessId)),
    locationId && (await requireLocation(ctx, permission, locationId)),
    serviceId && (await requireService(ctx, permission, serviceId)),
  ];
  const businesses = new Set(belongings.flatMap((belonging) => (belonging ? [belonging.businessId] : [])));
  if (businesses.size > 1) throw fail('NOT_FOUND');
  const [business = null] = businesses;
  return { businessId: business, locationId, serviceId };
}

/** The rows of the layers that count, in one statement. */
export async function layersOf(
  ctx: TxCtx,
  { businessId, locationId, serviceId }: Ids,
): Promise<SettingLayer[]> {
  const rows = await ctx.db.setting.findMany({
    where: {
      tenantId: ctx.tenant.id,
      OR: [
        { businessId: null, locationId: null, serviceId: null },
        ...(businessId ? [{ businessId }] : []),
        ...(locationId ? [{ locationId }] : []),
        ...(serviceId ? [{ serviceId }] : []),
      ],
    },
    select: { businessId: true, locationId: true, serviceId: true, value: true },
  });
  return rows.map(({ value, ...ids }) => ({ layer: layerOf(ids), value: value as SettingsLayer }));
}

/** What holds, and what would without the layer that is asked for. */
const resolved = (vertical: Vertical, layers: readonly SettingLayer[], own: LayerName): ResolvedSettings => ({
  ...resolveSettings(vertical, layers),
  inherited: resolveSettings(
    vertical,
    layers.filter(({ layer }) => layer !== own),
  ).value,
});

/**
 * The settings that hold for the tenant, a business, a location, a service or a service at a location.
 * @throws NOT_FOUND, FORBIDDEN
 */
export async function readSettings(
  ctx: Ctx,
  vertical: Vertical,
  query: SettingsQuery,
): Promise<ResolvedSettings> {
  return inTransaction(ctx, async (ctx) => {
    const ids = await demand(ctx, 'schedule:read', query);
    return resolved(vertical, await layersOf(ctx, ids), layerOf(query));
  });
}

/** Which permissions a change takes: the tenant's own layer is its admins', elsewhere it goes by what is changed. */
function permissionsFor({ businessId, locationId, serviceId, value }: SettingsChange): Permission[] {
  if (!(businessId ?? locationId ?? serviceId)) return ['tenant:manage'];
  const isScheduling = Object.keys(value).every((section) => section === 'scheduling');
  return isScheduling ? ['schedule:write'] : ['schedule:write', 'catalogue:write'];
}

/** The row of a layer, locked, so that two who change it at the same time both have their way. */
async function lockLayer(ctx: TxCtx, { businessId, locationId, serviceId }: SettingsChange) {
  const [row] = await ctx.db.$queryRaw<{ id: string; value: SettingsLayer }[]>`
    INSERT INTO settings (tenant_id, business_id, location_id, service_id)
    VALUES (${ctx.tenant.id}::uuid, ${businessId}::uuid, ${locationId}::uuid, ${serviceId}::uuid)
    ON CONFLICT (tenant_id, business_id, location_id, service_id) DO UPDATE SET value = settings.value
    RETURNING id::text, value`;
  if (!row) throw fail('CONFLICT');
  return row;
}

/** @throws VALIDATION with each mistake at its path */
function checkLayer(vertical: Vertical, layer: SettingsLayer): void {
  const details = [...settingsChecks(layer, vertical.providerLevels)].map(({ path, message, remedy }) => ({
    field: `value.${path.replaceAll(/\[(\d+)\]/g, '.$1')}`,
    message: `${message}. ${remedy}`,
  }));
  if (details.length > 0) throw fail('VALIDATION', { details });
}

/** What a layer says of the sections that a change names. */
function namedIn(change: SettingsChange['value'], layer: SettingsLayer): Prisma.InputJsonObject {
  const named = Object.entries(layer).filter(([section]) => Object.hasOwn(change, section));
  return Object.fromEntries(named);
}

/**
 * Changes one layer. What is not named stays as it was; null gives way to the layer before.
 * @returns what holds there now, and the business whose free time may have changed (null: every one of the tenant)
 * @throws NOT_FOUND, FORBIDDEN, VALIDATION
 */
export async function changeSettings(
  ctx: Ctx,
  vertical: Vertical,
  change: SettingsChange,
): Promise<{ settings: ResolvedSettings; businessId: string | null }> {
  return inTransaction(ctx, async (ctx) => {
    let ids: Ids = { businessId: null, locationId: null, serviceId: null };
    for (const permission of permissionsFor(change)) ids = await demand(ctx, permission, change);
    const { id, value: before } = await lockLayer(ctx, change);
    const after = patched(before, change.value);
    checkLayer(vertical, after);
    await ctx.db.setting.update({
      where: { tenantId_id: { tenantId: ctx.tenant.id, id } },
      data: { value: after },
      select: { id: true },
    });
    await audit(ctx, {
      action: 'settings.changed',
      entity: layerOf(change),
      entityId: change.serviceId ?? change.locationId ?? change.businessId ?? null,
      before: namedIn(change.value, before),
      after: namedIn(change.value, after),
    });
    await stampBusiness(ctx, ids.businessId);
    await emit(ctx, 'schedule.changed', { businessId: ids.businessId });
    await emit(ctx, 'search.outdated', { businessId: ids.businessId });
    return {
      settings: resolved(vertical, await layersOf(ctx, ids), layerOf(change)),
      businessId: ids.businessId,
    };
  });
}
