import { randomBytes } from 'node:crypto';
import type { TxCtx } from '../../lib/context.ts';
import { pageOf } from '../../lib/pagination.ts';
import { hashToken, randomToken } from '../../lib/secrets.ts';
import { audit } from '../audit/audit.service.ts';
import { fail, inIdentity, type IdentityCtx } from './identity.context.ts';
import type { ApiKey, ApiKeyRequest, ApiKeysQuery, NewApiKey, OwnedApiKey } from './identity.contract.ts';
import { selfOf } from './identity.sessions.ts';
import { canSomewhere, PERMISSIONS } from './permissions.ts';

const MOST_KEYS = 20;

const columns = {
  id: true,
  name: true,
  prefix: true,
  scopes: true,
  createdAt: true,
  expiresAt: true,
  lastUsedAt: true,
} as const;

type Row = {
  [K in keyof ApiKey]: K extends `${string}At` ? Date | null : K extends 'scopes' ? string[] : string;
};

function show({ createdAt, expiresAt, lastUsedAt, scopes, ...key }: Row): ApiKey {
  return {
    ...key,
    // A permission that no longer exists is no scope either.
    scopes: PERMISSIONS.filter((permission) => scopes.includes(permission)),
    createdAt: (createdAt ?? new Date(0)).toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
}

async function findKeys(ctx: TxCtx): Promise<Row[]> {
  return ctx.db.apiKey.findMany({
    where: { tenantId: ctx.tenant.id, userId: selfOf(ctx), revokedAt: null },
    select: columns,
    orderBy: { id: 'desc' },
  });
}

/** One's own keys that are not revoked, the newest first. */
export async function listApiKeys(ctx: IdentityCtx): Promise<ApiKey[]> {
  const keys = await inIdentity(ctx, findKeys);
  return keys.map(show);
}

/**
 * Makes a key that acts as its owner, within the given permissions. The key is told once.
 * @throws SCOPE_NOT_HELD, TOO_MANY_API_KEYS
 */
export async function createApiKey(ctx: TxCtx, request: ApiKeyRequest): Promise<NewApiKey> {
  const missing = request.scopes.find((scope) => !canSomewhere(ctx.actor, scope));
  if (missing)
    throw fail('SCOPE_NOT_HELD', { details: [{ field: 'scopes', message: `You lack ${missing}.` }] });
  const prefix = randomBytes(6).toString('hex');
  const key = `tk_${prefix}_${randomToken()}`;
  if ((await findKeys(ctx)).length >= MOST_KEYS) throw fail('TOO_MANY_API_KEYS');
  const row = await ctx.db.apiKey.create({
    data: {
      tenantId: ctx.tenant.id,
      userId: selfOf(ctx),
      name: request.name,
      prefix,
      keyHash: hashToken(key),
      scopes: [...new Set(request.scopes)],
      expiresAt: new Date(ctx.now().getTime() + request.expiresInDays * 86_400_000),
    },
    select: columns,
  });
  const after = { name: row.name, prefix, scopes: row.scopes };
  await audit(ctx, { action: 'apiKey.created', entity: 'apiKey', entityId: row.id, after });
  return { ...show(row), key };
}

/** Ends one of one's own keys, at once. @throws NOT_FOUND when there is none, or it is another's */
export async function revokeApiKey(ctx: IdentityCtx, id: string): Promise<void> {
  await inIdentity(ctx, async (ctx) => {
    const { count } = await ctx.db.apiKey.updateMany({
      where: { tenantId: ctx.tenant.id, id, userId: selfOf(ctx), revokedAt: null },
      data: { revokedAt: ctx.now() },
    });
    if (count === 0) throw fail('NOT_FOUND');
    await audit(ctx, { action: 'apiKey.revoked', entity: 'apiKey', entityId: id });
  });
}

/** The keys of everybody that are not revoked, the newest first. @throws BAD_CURSOR */
export async function listOwnedApiKeys(
  ctx: IdentityCtx,
  { userId, ...request }: ApiKeysQuery,
): Promise<{ data: OwnedApiKey[]; nextCursor: string | null }> {
  const page = pageOf(request, { field: 'createdAt', direction: 'desc', kind: 'instant' });
  const rows = await inIdentity(ctx, (ctx) =>
    ctx.db.apiKey.findMany({
      where: {
        tenantId: ctx.tenant.id,
        revokedAt: null,
        user: { deletedAt: null },
        ...(userId !== undefined && { userId }),
        AND: [page.where],
      },
      orderBy: page.orderBy,
      take: page.take,
      select: { ...columns, user: { select: { id: true, name: true, email: true } } },
    }),
  );
  const { data, nextCursor } = page.finish(rows, ({ createdAt }) => createdAt);
  return { data: data.map(({ user, ...key }) => ({ ...show(key), owner: user })), nextCursor };
}

/** Ends anybody's key, at once. @throws NOT_FOUND when there is none, or it is another tenant's */
export async function revokeOwnedApiKey(ctx: IdentityCtx, id: string): Promise<void> {
  await inIdentity(ctx, async (ctx) => {
    const mine = { tenantId: ctx.tenant.id, id, revokedAt: null };
    const key = await ctx.db.apiKey.findFirst({ where: mine, select: { name: true, userId: true } });
    if (!key) throw fail('NOT_FOUND');
    await ctx.db.apiKey.updateMany({ where: mine, data: { revokedAt: ctx.now() } });
    await audit(ctx, {
      action: 'apiKey.revoked',
      entity: 'apiKey',
      entityId: id,
      before: { name: key.name, userId: key.userId },
    });
  });
}
