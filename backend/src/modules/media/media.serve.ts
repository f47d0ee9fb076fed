import { inTransaction, type Ctx } from '../../lib/context.ts';
import { drawPicture } from './media.images.ts';
import type { MediaStore } from './media.store.ts';

/** Where the file of a picture lies, while it is shown. */
export async function storageKeyOf(ctx: Ctx, id: string): Promise<string | null> {
  return inTransaction(ctx, async ({ db, tenant }) => {
    const row = await db.media.findFirst({
      where: { tenantId: tenant.id, id, deletedAt: null },
      select: { storageKey: true },
    });
    return row?.storageKey ?? null;
  });
}

/** Drawings under way, so that a page's first visitors do not draw the same one each. */
const drawing = new Map<string, Promise<Buffer | undefined>>();

/** An image of a picture, drawn when it is asked for the first time and kept. */
export async function imageOf(
  store: MediaStore,
  storageKey: string,
  width: number,
  format: 'avif' | 'webp',
): Promise<Buffer | undefined> {
  const name = `${storageKey}/${width}.${format}`;
  const kept = await store.read(name);
  if (kept) return kept;
  const under = drawing.get(name);
  if (under) return under;
  const drawn = (async () => {
    const master = await store.read(`${storageKey}/master.webp`);
    if (!master) return undefined;
    const image = await drawPicture(master, width, format);
    await store.write(name, image);
    return image;
  })().finally(() => drawing.delete(name));
  drawing.set(name, drawn);
  return drawn;
}
