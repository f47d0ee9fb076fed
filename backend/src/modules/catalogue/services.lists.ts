import type { TxCtx } from '../../lib/context.ts';
import type { ServiceDraft } from './services.views.ts';

interface Keyed {
  key: string;
}

interface Writers<Entry> {
  kept: (id: string, entry: Entry, position: number) => Promise<unknown>;
  added: (entry: Entry, position: number) => Promise<unknown>;
  /** @param ids of those that are not in the list any more */
  gone: (ids: string[]) => Promise<unknown>;
}

/** Makes the rows those of a list: by key, so that what bookings point at keeps its id. */
async function replaceByKey<Entry extends Keyed>(
  rows: readonly (Keyed & { id: string })[],
  list: readonly Entry[],
  { kept, added, gone }: Writers<Entry>,
): Promise<void> {
  const keys = new Set(list.map(({ key }) => key));
  await gone(rows.filter(({ key }) => !keys.has(key)).map(({ id }) => id));
  for (const [position, entry] of list.entries()) {
    const row = rows.find(({ key }) => key === entry.key);
    await (row ? kept(row.id, entry, position) : added(entry, position));
  }
}

const alive = { where: { deletedAt: null }, select: { id: true, key: true } };

export async function replaceVariants(
  { db, tenant, now }: TxCtx,
  serviceId: string,
  list: ServiceDraft['variants'],
): Promise<void> {
  const of = { tenantId: tenant.id, serviceId };
  const rows = await db.serviceVariant.findMany({ ...alive, where: { ...of, deletedAt: null } });
  await replaceByKey(rows, list, {
    kept: (id, { price, ...variant }, position) =>
      db.serviceVariant.updateMany({
        where: { ...of, id },
        data: { ...variant, position, priceAmount: price },
      }),
    added: ({ price, ...variant }, position) =>
      db.serviceVariant.createMany({ data: { ...of, ...variant, position, priceAmount: price } }),
    gone: (ids) =>
      db.serviceVariant.updateMany({ where: { ...of, id: { in: ids } }, data: { deletedAt: now() } }),
  });
}

export async function replaceAddOns(
  { db, tenant, now }: TxCtx,
  serviceId: string,
  list: ServiceDraft['addOns'],
): Promise<void> {
  const of = { tenantId: tenant.id, serviceId };
  const rows = await db.serviceAddOn.findMany({ ...alive, where: { ...of, deletedAt: null } });
  await replaceByKey(rows, list, {
    kept: (id, { price, ...addOn }, position) =>
      db.serviceAddOn.updateMany({ where: { ...of, id }, data: { ...addOn, position, priceAmount: price } }),
    added: ({ price, ...addOn }, position) =>
      db.serviceAddOn.createMany({ data: { ...of, ...addOn, position, priceAmount: price } }),
    gone: (ids) =>
      db.serviceAddOn.updateMany({ where: { ...of, id: { in: ids } }, data: { deletedAt: now() } }),
  });
}

/** Segments and what is required: nothing points at them, so they are written anew. */
export async function replaceParts(
  { db, tenant }: TxCtx,
  serviceId: string,
  { segments = [], requires }: Pick<ServiceDraft, 'segments' | 'requires'>,
  typeIds: ReadonlyMap<string, string>,
): Promise<void> {
  const of = { tenantId: tenant.id, serviceId };
  await db.serviceRequirement.deleteMany({ where: of });
  await db.serviceSegment.deleteMany({ where: of });
  const needsOf = (needs: ServiceDraft['requires']['resources'], segmentId: string | null) =>
    needs.map(({ type, quantity }) => ({
      ...of,
      segmentId,
      resourceTypeId: typeIds.get(type) ?? '',
      quantity,
    }));
  const rows = needsOf(requires.resources, null);
  for (const [position, { minutes, provider, resources }] of segments.entries()) {
    const { id } = await db.serviceSegment.create({
      data: { ...of, position, minutes, takesProvider: provider },
      select: { id: true },
    });
    rows.push(...needsOf(resources, id));
  }
  await db.serviceRequirement.createMany({ data: rows });
}
