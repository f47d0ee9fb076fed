import { emit } from '../../events.ts';
import { inTransaction, type Ctx, type TxCtx } from '../../lib/context.ts';
import { commonErrors, failWith } from '../../lib/errors.ts';
import { sqlState } from '../../lib/database.ts';
import { pageOf, type PageRequest } from '../../lib/pagination.ts';
import { audit } from '../audit/audit.service.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import { branding } from '../verticals/verticals.branding.ts';
import { FONT_KEYS, FONTS } from '../verticals/verticals.fonts.ts';
import { contrastFindings, contrastsOf, judge } from './brand.contrast.ts';
import {
  brandErrors,
  type BrandPatch,
  type BrandVersion,
  type BrandView,
  type JudgedBrand,
} from './brand.contract.ts';
import { dressedAs, lookOf } from './brand.dress.ts';
import { INHERITED, logoOf, type HeldBrand } from './brand.held.ts';

const fail = failWith({ ...commonErrors, ...brandErrors });
const UNIQUE_VIOLATION = '23505';

async function newest(ctx: TxCtx): Promise<{ version: number; value: BrandPatch }> {
  const row = await ctx.db.brandVersion.findFirst({
    where: { tenantId: ctx.tenant.id },
    orderBy: { version: 'desc' },
    select: { version: true, value: true },
  });
  return row ? { version: row.version, value: row.value as BrandPatch } : INHERITED;
}

async function draftOf(ctx: TxCtx): Promise<BrandPatch | null> {
  if (ctx.actor.id === null) return null;
  const row = await ctx.db.brandDraft.findFirst({
    where: { tenantId: ctx.tenant.id, userId: ctx.actor.id },
    select: { value: true },
  });
  return row && (row.value as BrandPatch);
}

/** Refuses languages that the vertical does not speak, and a logo that is not there. @throws VALIDATION */
async function demandPossible(ctx: TxCtx, vertical: Vertical, value: BrandPatch): Promise<void> {
  const { supported } = vertical.locale;
  const foreign = value.locales?.findIndex((locale) => !supported.includes(locale)) ?? -1;
  const twice = value.locales && new Set(value.locales).size < value.locales.length;
  if (foreign >= 0 || twice)
    throw fail('VALIDATION', {
      details: [{ field: 'value.locales', message: `are some of ${supported.join(', ')}, each once` }],
    });
  if (value.logo !== undefined && !(await logoOf(ctx.db, ctx.tenant.id, value)))
    throw fail('VALIDATION', {
      details: [{ field: 'value.logo', message: "is a picture of the tenant's own" }],
    });
}

/** The brand as its admins see it: inherited, own, and what whoever asks tries out. */
export async function showBrand(ctx: Ctx, vertical: Vertical): Promise<BrandView> {
  return inTransaction(ctx, async (ctx) => {
    const [{ version, value }, draft] = [await newest(ctx), await draftOf(ctx)];
    return {
      version,
      own: value,
      inherited: lookOf(vertical),
      draft: draft && judge(dressedAs(vertical, draft), draft),
      contrasts: contrastsOf(dressedAs(vertical, value)),
      fonts: FONT_KEYS.map((key) => {
        const { family, weights } = FONTS[key];
        return { key, family: family.replace(' Variable', ''), lightest: weights[0], heaviest: weights[1] };
      }),
      motifs: [...branding.shape.motif.options],
    };
  });
}

/** Keeps what an admin tries out, colours without contrast too: they are told, and cannot be published. */
export async function saveDraft(ctx: Ctx, vertical: Vertical, value: BrandPatch): Promise<JudgedBrand> {
  const { id: userId } = ctx.actor;
  if (userId === null) throw fail('FORBIDDEN');
  await inTransaction(ctx, async (ctx) => {
    await demandPossible(ctx, vertical, value);
    const whose = { tenantId: ctx.tenant.id, userId };
    await ctx.db.brandDraft.upsert({
      where: { tenantId_userId: whose },
      create: { ...whose, value },
      update: { value },
      select: { userId: true },
    });
  });
  return judge(dressedAs(vertical, value), value);
}

async function removeDraft(ctx: TxCtx): Promise<void> {
  if (ctx.actor.id === null) return;
  await ctx.db.brandDraft.deleteMany({ where: { tenantId: ctx.tenant.id, userId: ctx.actor.id } });
}

export const dropDraft = (ctx: Ctx): Promise<void> => inTransaction(ctx, removeDraft);

/** The draft of whoever asks, as pages wear it; without one, what holds. */
export async function heldDraft(ctx: Ctx): Promise<HeldBrand> {
  return inTransaction(ctx, async (ctx) => {
    const { version, value: own } = await newest(ctx);
    const value = (await draftOf(ctx)) ?? own;
    return { version, value, logo: await logoOf(ctx.db, ctx.tenant.id, value) };
  });
}

async function publish(ctx: TxCtx, vertical: Vertical, value: BrandPatch, seen: number | null) {
  await demandPossible(ctx, vertical, value);
  const [finding] = contrastFindings(dressedAs(vertical, value), value);
  if (finding) {
    const { field, ratio, needed, nearest } = finding;
    const message = `has a contrast of ${String(ratio)}, ${String(needed)} is needed; the nearest is ${nearest}`;
    throw fail('BRAND_CONTRAST', { details: [{ field: `value.${field}`, message }] });
  }
  const before = await newest(ctx);
  if (seen !== null && before.version !== seen) throw fail('BRAND_MOVED');
  const version = before.version + 1;
  await ctx.db.brandVersion.create({
    data: { tenantId: ctx.tenant.id, version, value },
    select: { version: true },
  });
  await removeDraft(ctx);
  await audit(ctx, {
    action: 'brand.changed',
    entity: 'tenant',
    entityId: ctx.tenant.id,
    before: before.value,
    after: value,
  });
  await emit(ctx, 'tenant.updated', { tenantId: ctx.tenant.id });
}

async function inTurn(ctx: Ctx, work: (ctx: TxCtx) => Promise<void>): Promise<void> {
  try {
    await inTransaction(ctx, work);
  } catch (error) {
    // Another version was added between the look and the row.
    if (sqlState(error) === UNIQUE_VIOLATION) throw fail('BRAND_MOVED');
    throw error;
  }
}

/** Shows a brand to everybody. @throws BRAND_CONTRAST, BRAND_MOVED, VALIDATION */
export async function publishBrand(
  ctx: Ctx,
  vertical: Vertical,
  { value, version }: { value: BrandPatch; version: number },
): Promise<void> {
  await inTurn(ctx, (ctx) => publish(ctx, vertical, value, version));
}

/** Brings an earlier version back, as a new one; 0 is the vertical's own look. @throws NOT_FOUND and as `publishBrand` */
export async function restoreBrand(ctx: Ctx, vertical: Vertical, version: number): Promise<void> {
  await inTurn(ctx, async (ctx) => {
    const row =
      version === 0
        ? { value: {} }
        : await ctx.db.brandVersion.findUnique({
            where: { tenantId_version: { tenantId: ctx.tenant.id, version } },
            select: { value: true },
          });
    if (!row) throw fail('NOT_FOUND');
    await publish(ctx, vertical, row.value as BrandPatch, null);
  });
}

/** What the brand was, the newest first. */
export async function listVersions(
  ctx: Ctx,
  request: PageRequest,
): Promise<{ data: BrandVersion[]; nextCursor: string | null }> {
  const page = pageOf(request, { field: 'version', direction: 'desc', kind: 'number' });
  return inTransaction(ctx, async ({ db, tenant }) => {
    const rows = await db.brandVersion.findMany({
      where: { tenantId: tenant.id, AND: page.where },
      orderBy: page.orderBy,
      take: page.take,
    });
    const { data, nextCursor } = page.finish(rows, (row) => row.version);
    const ids = data.flatMap(({ createdBy }) => createdBy ?? []);
    const people = await db.user.findMany({
      where: { tenantId: tenant.id, id: { in: ids } },
      select: { id: true, name: true },
    });
    const names = new Map(people.map(({ id, name }) => [id, name]));
    return {
      nextCursor,
      data: data.map(({ version, value, createdAt, createdBy }) => ({
        version,
        value: value as BrandPatch,
        at: createdAt.toISOString(),
        by: names.get(createdBy ?? '') ?? null,
      })),
    };
  });
}
