import * as z from 'zod/mini';
import { pageQuery } from '../../lib/page-query.ts';
import { email, password, personName, tokenOnly } from '../identity/identity.contract.ts';
import { ROLES } from '../identity/permissions.ts';
import { LOCALES } from '../verticals/verticals.fields.ts';

/** Days for which the link of an invitation is good. */
export const INVITATION_DAYS = 7;

export const newInvitation = z.strictObject({
  email,
  role: z.enum(ROLES),
  /** Left out: in the whole tenant. */
  businessId: z.optional(z.uuid()),
});
export type NewInvitation = z.infer<typeof newInvitation>;

export const invitation = z.strictObject({
  id: z.uuid(),
  email: z.string(),
  role: z.enum(ROLES),
  business: z.nullable(z.strictObject({ id: z.uuid(), name: z.string() })),
  sentAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
export type Invitation = z.infer<typeof invitation>;

export const invitationsQuery = z.strictObject({ ...pageQuery, businessId: z.optional(z.uuid()) });
export type InvitationsQuery = z.infer<typeof invitationsQuery>;
export const invitationParams = z.strictObject({ id: z.uuid() });

/** What whoever holds the link is shown before they say yes. */
export const shownInvitation = z.strictObject({
  email: z.string(),
  role: z.enum(ROLES),
  business: z.nullable(z.string()),
  invitedBy: z.nullable(z.string()),
  /** Whether the address has an account; else accepting makes one. */
  hasAccount: z.boolean(),
});
export type ShownInvitation = z.infer<typeof shownInvitation>;

export const acceptance = z.strictObject({
  ...tokenOnly.shape,
  /** Of a new account; not looked at where there is one. */
  name: z.optional(personName),
  /** Left out: they sign in by links. */
  password: z.optional(password),
  locale: z.optional(z.enum(LOCALES)),
});
export type Acceptance = z.infer<typeof acceptance>;
