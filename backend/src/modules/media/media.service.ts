import { createHash, randomUUID } from 'node:crypto';
import { inTransaction, type Ctx, type TxCtx } from '../../lib/context.ts';
import { commonErrors, failWith } from '../../lib/errors.ts';
import { pageOf, type PageRequest } from '../../lib/pagination.ts';
import { audit } from '../audit/audit.service.ts';
import type { ChangeCtx } from '../catalogue/catalogue.changes.ts';
import { requireBusiness, requireProvider } from '../catalogue/catalogue.access.ts';
import { can } from '../identity/permissions.ts';
import type { Crop, Picture } from './media.contract.ts';
import { readPicture, type Master } from './media.images.ts';
import type { MediaStore } from './media.store.ts';
import { pictureSelect, viewPicture } from './media.views.ts';

const fail = failWith(commonErrors);

/** Whoever writes a business's catalogue, or serves in it, adds pictures to it; to the tenant's own, whoever manages that. */
async function demandUpload(ctx: TxCtx, businessId: string | null): Promise<void> {
  if (businessId === null) {
    if (!can(ctx.actor, 'catalogue:write')) throw fail('FORBIDDEN');
    return;
  }
  const serves =
    ctx.actor.id !== null &&
    (ctx.actor.scopes?.has('catalogue:write') ?? true) &&
    (await ctx.db.provider.count({
      where: { tenantId: ctx.tenant.id, businessId, userId: ctx.actor.id, deletedAt: null },
    })) > 0;
  if (!serves) await requireBusiness(ctx, 'catalogue:write', businessId);
}

interface NewPicture {
  businessId: string | null;
  alt: Record<string, string>;
}

async function keep(
  ctx: Ctx,
  store: MediaStore,
  master: Master,
  { businessId, alt }: NewPicture,
): Promise<Picture> {
  const storageKey = `${ctx.tenant.id}/${randomUUID()}`;
  // The file first: a row without its file would be a broken picture, a file without its row is only waste.
  await store.write(`${storageKey}/master.webp`, master.data);
  return inTransaction(ctx, async (ctx) => {
    await demandUpload(ctx, businessId);
    const row = await ctx.db.media.create({
      data: {
        tenantId: ctx.tenant.id,
        businessId,
        storageKey,
        contentType: 'image/webp',
        bytes: master.data.length,
        width: master.width,
        height: master.height,
        alt,
        thumbhash: master.thumbhash,
        sha256: createHash('sha256').update(master.data).digest('hex'),
      },
      select: pictureSelect,
    });
    await audit(ctx, { action: 'media.created', entity: 'media', entityId: row.id, after: { businessId } });
    return viewPicture(row);
  });
}

/** @throws FORBIDDEN, NOT_FOUND for another's business, MEDIA_NOT_A_PICTURE, MEDIA_TOO_MANY_PIXELS, MEDIA_UNREADABLE */
export async function uploadPicture(
  ctx: Ctx,
  store: MediaStore,
  { file, crop, ...rest }: NewPicture & { file: Buffer; crop?: Crop | undefined },
): Promise<Picture> {
  // Asked before the work of reading it is done for somebody who may not.
  await inTransaction(ctx, (ctx) => demandUpload(ctx, rest.businessId));
  return keep(ctx, store, await readPicture(file, crop), rest);
}

async function findPicture(ctx: TxCtx, id: string) {
  const row = await ctx.db.media.findFirst({
    where: { tenantId: ctx.tenant.id, id, deletedAt: null },
    select: { ...pictureSelect, businessId: true, storageKey: true },
  });
  if (!row) throw fail('NOT_FOUND');
  return row;
}

/** A part of a picture as a new one: addresses of pictures never change what they show. */
export async function cropPicture(ctx: Ctx, store: MediaStore, id: string, crop: Crop): Promise<Picture> {
  const row = await inTransaction(ctx, async (ctx) => {
    const found = await findPicture(ctx, id);
    await demandUpload(ctx, found.businessId);
    return found;
  });
  const master = await store.read(`${row.storageKey}/master.webp`);
  if (!master) throw fail('NOT_FOUND');
  const { businessId } = row;
  return keep(ctx, store, await readPicture(master, crop), { businessId, alt: row.alt as Picture['alt'] });
}

export async function describePicture(ctx: ChangeCtx, id: string, alt: Picture['alt']): Promise<Picture> {
  const { businessId, ...before } = await findPicture(ctx, id);
  await demandUpload(ctx, businessId);
  const row = await ctx.db.media.update({
    where: { tenantId_id: { tenantId: ctx.tenant.id, id } },
    data: { alt },
    select: pictureSelect,
  });
  const change = { before: { alt: before.alt }, after: { alt } };
  await note(ctx, businessId, { action: 'media.changed', entityId: id, ...change });
  return viewPicture(row);
}

/** Takes a picture away from wherever it is shown. */
export async function removePicture(ctx: ChangeCtx, id: string): Promise<void> {
  const { businessId } = await findPicture(ctx, id);
  await demandUpload(ctx, businessId);
  const tenantId = ctx.tenant.id;
  await ctx.db.businessCover.deleteMany({ where: { tenantId, mediaId: id } });
  await ctx.db.providerPortrait.deleteMany({ where: { tenantId, mediaId: id } });
  await ctx.db.media.update({
    where: { tenantId_id: { tenantId, id } },
    data: { deletedAt: ctx.now() },
    select: { id: true },
  });
  await note(ctx, businessId, { action: 'media.removed', entityId: id });
}

/** Pages of a business show its pictures; the tenant's own belong to none. */
async function note(
  ctx: ChangeCtx,
  businessId: string | null,
  change: Omit<Parameters<ChangeCtx['note']>[0], 'businessId'>,
): Promise<void> {
  if (businessId === null) await audit(ctx, { entity: 'media', ...change });
  else await ctx.note({ businessId, ...change });
}

/** A business's pictures for whoever may add to them, the oldest first; without one, the tenant's own. @throws NOT_FOUND, FORBIDDEN */
export async function listPictures(
  ctx: Ctx,
  { businessId, ...request }: PageRequest & { businessId?: string | undefined },
) {
  const page = pageOf(request, { field: 'createdAt', direction: 'asc', kind: 'instant' });
  return inTransaction(ctx, async (ctx) => {
    await demandUpload(ctx, businessId ?? null);
    const rows = await ctx.db.media.findMany({
      where: { tenantId: ctx.tenant.id, businessId: businessId ?? null, deletedAt: null, AND: page.where },
      orderBy: page.orderBy,
      take: page.take,
      select: { ...pictureSelect, createdAt: true },
    });
    const { data, nextCursor } = page.finish(rows, (row) => row.createdAt);
    return { nextCursor, data: data.map(({ createdAt, ...row }) => viewPicture(row)) };
  });
}

/** A picture is chosen for what is of the same business, or from the tenant's own. @throws NOT_FOUND */
async function demandChoice(ctx: TxCtx, mediaId: string | null, businessId: string): Promise<void> {
  if (mediaId === null) return;
  const row = await findPicture(ctx, mediaId);
  if (row.businessId !== null && row.businessId !== businessId) throw fail('NOT_FOUND');
}

/** Whoever writes the business's catalogue chooses its cover; null: the drawn one. @throws NOT_FOUND, FORBIDDEN */
export async function chooseCover(ctx: ChangeCtx, idOrSlug: string, mediaId: string | null): Promise<void> {
  const { businessId } = await requireBusiness(ctx, 'catalogue:write', idOrSlug);
  await demandChoice(ctx, mediaId, businessId);
  const { db, tenant } = ctx;
  const of = { tenantId: tenant.id, businessId };
  const before = await db.businessCover.findFirst({ where: of, select: { mediaId: true } });
  await db.businessCover.deleteMany({ where: of });
  if (mediaId !== null)
    await db.businessCover.create({ data: { ...of, mediaId }, select: { mediaId: true } });
  const change = { before: { cover: before?.mediaId ?? null }, after: { cover: mediaId } };
  await ctx.note({ businessId, action: 'business.changed', entityId: businessId, ...change });
}

/** The provider themself does, and whoever writes the catalogue there. @throws NOT_FOUND, FORBIDDEN */
export async function choosePortrait(
  ctx: ChangeCtx,
  providerId: string,
  mediaId: string | null,
): Promise<void> {
  const { businessId } = await requireProvider(ctx, 'catalogue:write', providerId, { own: true });
  await demandChoice(ctx, mediaId, businessId);
  const { db, tenant } = ctx;
  const of = { tenantId: tenant.id, providerId };
  const before = await db.providerPortrait.findFirst({ where: of, select: { mediaId: true } });
  await db.providerPortrait.deleteMany({ where: of });
  if (mediaId !== null)
    await db.providerPortrait.create({ data: { ...of, mediaId }, select: { mediaId: true } });
  const change = { before: { portrait: before?.mediaId ?? null }, after: { portrait: mediaId } };
  await ctx.note({ businessId, action: 'provider.changed', entityId: providerId, ...change });
}
