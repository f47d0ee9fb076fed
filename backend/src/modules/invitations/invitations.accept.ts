import { hashToken } from '../../lib/secrets.ts';
import {
  createAccount,
  findAccountByEmail,
  proveEmail,
  type Account,
  type NewAccount,
} from '../identity/identity.accounts.ts';
import { fail, inIdentity, type IdentityCtx, type IdentityTx } from '../identity/identity.context.ts';
import { writeGrant } from '../identity/identity.grants.ts';
import { signInTo, type SignIn } from '../identity/identity.login.ts';
import { accountOfReader } from '../identity/identity.magic.ts';
import { mayGrant, tenantPermissions, type Role } from '../identity/permissions.ts';
import type { Acceptance, ShownInvitation } from './invitations.contract.ts';

interface Offer {
  id: string;
  email: string;
  role: Role;
  businessId: string | null;
  business: string | null;
  inviterId: string | null;
  invitedBy: string | null;
}

/** @throws TOKEN_INVALID when it is unknown, used, taken back, expired, or what it is to is gone */
async function findOffer(ctx: IdentityTx, token: string): Promise<Offer> {
  // Locked: of two who take it up at once, one does.
  const [offer] = await ctx.db.$queryRaw<Offer[]>`
    SELECT i.id::text, i.email::text AS email, i.role::text AS role, i.business_id::text AS "businessId",
      b.name AS business, u.id::text AS "inviterId", u.name AS "invitedBy"
    FROM invitations i
      LEFT JOIN businesses b ON b.tenant_id = i.tenant_id AND b.id = i.business_id
      LEFT JOIN users u ON u.tenant_id = i.tenant_id AND u.id = i.created_by AND u.deleted_at IS NULL
    WHERE i.tenant_id = ${ctx.tenant.id}::uuid AND i.token_hash = ${hashToken(token)}
      AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > now() AND b.deleted_at IS NULL
    FOR UPDATE OF i`;
  if (!offer) throw fail('TOKEN_INVALID');
  return offer;
}

/** What an invitation is to, for whoever holds its link. @throws TOKEN_INVALID */
export const showInvitation = (ctx: IdentityCtx, token: string): Promise<ShownInvitation> =>
  inIdentity(ctx, async (ctx) => {
    const { email, role, business, invitedBy } = await findOffer(ctx, token);
    const account = await findAccountByEmail(ctx, email);
    return { email, role, business, invitedBy, hasAccount: account !== null };
  });

/** Nobody gives by a mail of long ago what they may not give any more. @throws TOKEN_INVALID */
async function demandInviter(ctx: IdentityTx, { inviterId, role, businessId }: Offer): Promise<void> {
  const grants =
    inviterId === null
      ? []
      : await ctx.db.roleGrant.findMany({
          where: { tenantId: ctx.tenant.id, userId: inviterId },
          select: { role: true, businessId: true, locationId: true },
        });
  const holder = { permissions: tenantPermissions(grants), grants };
  if (!mayGrant(holder, role, { businessId, locationId: null })) throw fail('TOKEN_INVALID');
}

type NewPerson = Omit<NewAccount, 'email'>;

/** The account of an address that the link has proven, made where there is none. */
async function accountFor(ctx: IdentityTx, email: string, person: NewPerson | null): Promise<Account> {
  const known = await findAccountByEmail(ctx, email);
  if (known) return accountOfReader(ctx, known.id);
  if (!person)
    throw fail('VALIDATION', { details: [{ field: 'name', message: 'is needed for a new account' }] });
  const id = await createAccount(ctx, { email, ...person });
  // Somebody has registered the address meanwhile: then it is that account.
  return id === undefined ? accountFor(ctx, email, person) : proveEmail(ctx, id);
}

async function grant(ctx: IdentityTx, userId: string, { id, role, businessId }: Offer): Promise<void> {
  await ctx.db.invitation.update({
    where: { tenantId_id: { tenantId: ctx.tenant.id, id } },
    data: { acceptedAt: ctx.now() },
    select: { id: true },
  });
  // Who has the role meanwhile has it.
  await writeGrant(ctx, userId, { role, businessId, locationId: null }, { invitation: id });
}

/**
 * Takes an invitation up: signs whoever reads the mail in, with an account made for them where there was none.
 * @param locale of a new account
 * @throws TOKEN_INVALID, VALIDATION for a new account without a name
 */
export async function acceptInvitation(
  ctx: IdentityCtx,
  { token, name, password }: Acceptance,
  locale: string,
): Promise<SignIn> {
  // Hashing is dear: not for whoever makes links up.
  if (password !== undefined) await showInvitation(ctx, token);
  const passwordHash = password === undefined ? null : await ctx.tools.hasher.hash(password);
  return inIdentity(ctx, async (ctx) => {
    const offer = await findOffer(ctx, token);
    await demandInviter(ctx, offer);
    const person = name === undefined ? null : { name, locale, passwordHash };
    const account = await accountFor(ctx, offer.email, person);
    await grant(ctx, account.id, offer);
    return signInTo(ctx, account);
  });
}
