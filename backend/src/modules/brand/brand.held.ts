import type { Deps } from '../../deps.ts';
import type { Database, Db } from '../../lib/database.ts';
import type { Picture } from '../media/media.contract.ts';
import { pictureSelect, viewPicture } from '../media/media.views.ts';
import type { BrandPatch } from './brand.contract.ts';

/** A brand as it holds: what differs from the vertical's file, with the picture that it names. */
export interface HeldBrand {
  /** 0: nothing was ever changed. */
  version: number;
  value: BrandPatch;
  logo: { picture: Picture; storageKey: string } | null;
}

export const INHERITED: HeldBrand = { version: 0, value: {}, logo: null };

/** The picture of a logo, while it is there. */
export async function logoOf(db: Db, tenantId: string, { logo }: BrandPatch): Promise<HeldBrand['logo']> {
  if (logo === undefined) return null;
  const row = await db.media.findFirst({
    where: { tenantId, id: logo, businessId: null, deletedAt: null },
    select: { ...pictureSelect, storageKey: true },
  });
  if (!row) return null;
  const { storageKey, ...shown } = row;
  return { picture: viewPicture(shown), storageKey };
}

/** Reads what holds; jobs, which keep nothing, call it with each mail. */
export async function readHeldBrand(database: Database, tenantId: string): Promise<HeldBrand> {
  return database.transaction({ tenantId, actorId: null }, async (db) => {
    const row = await db.brandVersion.findFirst({
      where: { tenantId },
      orderBy: { version: 'desc' },
      select: { version: true, value: true },
    });
    if (!row) return INHERITED;
    const value = row.value as BrandPatch;
    return { version: row.version, value, logo: await logoOf(db, tenantId, value) };
  });
}

/** The same for pages: kept until `tenant.updated` says otherwise. */
export const heldBrand = (
  { cache, database }: Pick<Deps, 'cache' | 'database'>,
  tenantId: string,
): Promise<HeldBrand> => cache.get(tenantId, 'brand', 'held', () => readHeldBrand(database, tenantId));
