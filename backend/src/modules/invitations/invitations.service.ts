import type { Prisma } from '../../../generated/prisma/client.ts';
import { pageOf } from '../../lib/pagination.ts';
import { hashToken, randomToken } from '../../lib/secrets.ts';
import { audit } from '../audit/audit.service.ts';
import { fail, inIdentity, type IdentityCtx, type IdentityTx } from '../identity/identity.context.ts';
import { demandGrantable } from '../identity/identity.grants.ts';
import { can, scopesOf } from '../identity/permissions.ts';
import {
  INVITATION_DAYS,
  type Invitation,
  type InvitationsQuery,
  type NewInvitation,
} from './invitations.contract.ts';

const select = {
  id: true,
  email: true,
  role: true,
  sentAt: true,
  expiresAt: true,
  createdAt: true,
  business: { select: { id: true, name: true } },
} as const satisfies Prisma.InvitationSelect;
type Row = Prisma.InvitationGetPayload<{ select: typeof select }>;

const view = ({ sentAt, expiresAt, createdAt: _, ...row }: Row): Invitation => ({
  ...row,
  sentAt: sentAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
});

const open = { acceptedAt: null, revokedAt: null };

/** Invitations to where whoever acts manages people. */
function within({ actor, tenant }: IdentityCtx | IdentityTx): Prisma.InvitationWhereInput {
  const scopes = scopesOf(actor, 'user:manage');
  if (scopes === 'everywhere') return { tenantId: tenant.id };
  const whole = scopes.filter(({ locationId }) => locationId === null);
  return { tenantId: tenant.id, businessId: { in: whole.flatMap(({ businessId }) => businessId ?? []) } };
}

/** Makes the one link of an invitation, and has it mailed: those before it stop working. */
async function mail(
  ctx: IdentityTx,
  { id, email, business }: Row,
  { token, locale }: { token: string; locale: string },
): Promise<void> {
  const { tenantId, userId } = { tenantId: ctx.tenant.id, userId: ctx.actor.id };
  const known = await ctx.db.user.findFirst({
    where: { tenantId, email, deletedAt: null },
    select: { name: true, locale: true },
  });
  const inviter =
    userId && (await ctx.db.user.findFirst({ where: { tenantId, id: userId }, select: { name: true } }));
  await ctx.announce('mail.requested', {
    to: email,
    locale: known?.locale ?? locale,
    template: 'invitation',
    params: {
      name: known?.name ?? '',
      invitedBy: inviter ? inviter.name : null,
      place: business?.name ?? ctx.tenant.name,
      url: ctx.tools.pageOf(ctx.tenant, `/invitation?token=${token}`),
      days: INVITATION_DAYS,
    },
  });
  await audit(ctx, { action: 'invitation.sent', entity: 'invitation', entityId: id, after: { email } });
}

/**
 * Offers a role by mail to whoever reads an address, account or not; asked again, the offer is sent again with a new link.
 * @param locale in which to write to those without an account
 * @throws NOT_FOUND, ROLE_ABOVE_OWN, ROLE_NEEDS_TENANT_SCOPE, ROLE_GRANTED_ALREADY
 */
export async function invite(
  ctx: IdentityTx,
  { email, role, businessId: wanted }: NewInvitation,
  locale: string,
): Promise<Invitation> {
  const businessId = wanted ?? null;
  const scope = { businessId, locationId: null };
  if (businessId !== null && !can(ctx.actor, 'user:manage', scope)) throw fail('NOT_FOUND');
  await demandGrantable(ctx, role, scope);
  const tenantId = ctx.tenant.id;
  const held = await ctx.db.roleGrant.count({
    where: { tenantId, role, ...scope, user: { email, deletedAt: null } },
  });
  if (held > 0) throw fail('ROLE_GRANTED_ALREADY');
  const token = randomToken();
  const [made] = await ctx.db.$queryRaw<{ id: string }[]>`
    INSERT INTO invitations (tenant_id, email, role, business_id, token_hash, expires_at)
    VALUES (${tenantId}::uuid, ${email}, ${role}::role, ${businessId}::uuid, ${hashToken(token)},
      now() + make_interval(days => ${INVITATION_DAYS}::int))
    ON CONFLICT (tenant_id, email, role, business_id) WHERE accepted_at IS NULL AND revoked_at IS NULL
      DO UPDATE SET token_hash = excluded.token_hash, expires_at = excluded.expires_at, sent_at = now(),
        created_by = current_actor(), updated_by = current_actor(), updated_at = now()
    RETURNING id::text`;
  const row = await ctx.db.invitation.findUniqueOrThrow({
    where: { tenantId_id: { tenantId, id: made?.id ?? '' } },
    select,
  });
  await mail(ctx, row, { token, locale });
  return view(row);
}

/** The invitations that nobody has taken up, the newest first; also those whose link has expired. */
export async function listInvitations(
  ctx: IdentityCtx,
  { businessId, ...request }: InvitationsQuery,
): Promise<{ data: Invitation[]; nextCursor: string | null }> {
  const page = pageOf(request, { field: 'createdAt', direction: 'desc', kind: 'instant' });
  const rows = await inIdentity(ctx, ({ db }) =>
    db.invitation.findMany({
      where: { ...open, AND: [page.where, within(ctx), businessId === undefined ? {} : { businessId }] },
      orderBy: page.orderBy,
      take: page.take,
      select,
    }),
  );
  const { data, nextCursor } = page.finish(rows, ({ createdAt }) => createdAt);
  return { data: data.map(view), nextCursor };
}

/** @throws NOT_FOUND for what is another's, or over */
async function find(ctx: IdentityTx, id: string): Promise<Row> {
  const row = await ctx.db.invitation.findFirst({ where: { AND: [{ ...open, id }, within(ctx)] }, select });
  if (!row) throw fail('NOT_FOUND');
  return row;
}

/** The address of an invitation, for what counts mails to it. @throws NOT_FOUND */
export const addressOf = (ctx: IdentityCtx, id: string): Promise<string> =>
  inIdentity(ctx, async (ctx) => (await find(ctx, id)).email);

/** Sends an invitation once more, with a new link and all its days. @throws NOT_FOUND, ROLE_ABOVE_OWN */
export const resendInvitation = (ctx: IdentityCtx, id: string, locale: string): Promise<Invitation> =>
  inIdentity(ctx, async (ctx) => {
    const { email, role, business } = await find(ctx, id);
    return invite(ctx, { email, role, ...(business && { businessId: business.id }) }, locale);
  });

/** Takes an invitation back: its link stops working. @throws NOT_FOUND */
export async function revokeInvitation(ctx: IdentityCtx, id: string): Promise<void> {
  await inIdentity(ctx, async (ctx) => {
    const { email } = await find(ctx, id);
    const { count } = await ctx.db.invitation.updateMany({
      where: { tenantId: ctx.tenant.id, id, ...open },
      data: { revokedAt: ctx.now() },
    });
    if (count === 0) throw fail('NOT_FOUND');
    const before = { email };
    await audit(ctx, { action: 'invitation.revoked', entity: 'invitation', entityId: id, before });
  });
}
