import * as z from 'zod/mini';
import { pageQuery } from '../../lib/page-query.ts';
import { LOCALES } from '../verticals/verticals.fields.ts';
import { PERMISSIONS, ROLES } from './permissions.ts';

export { can, PERMISSIONS, ROLES, type Permission, type Role } from './permissions.ts';

/** What happens to accounts, as other processes and browsers hear it. */
export const identityEvents = {
  'session.started': z.strictObject({ userId: z.uuid(), sessionId: z.uuid() }),
  'session.ended': z.strictObject({ userId: z.uuid(), sessionIds: z.array(z.uuid()) }),
  'user.registered': z.strictObject({ userId: z.uuid() }),
  'user.updated': z.strictObject({ userId: z.uuid() }),
  'role.granted': z.strictObject({ userId: z.uuid(), grantId: z.uuid() }),
  'role.revoked': z.strictObject({ userId: z.uuid(), grantId: z.uuid() }),
};

export const identityErrors = {
  INVALID_CREDENTIALS: { status: 401, message: 'Email or password is wrong.' },
  SESSION_ENDED: { status: 401, message: 'This session has ended; sign in again.' },
  EMAIL_NOT_VERIFIED: { status: 403, message: 'Open the link in the mail we sent, to confirm your address.' },
  ROLE_ABOVE_OWN: { status: 403, message: 'You cannot give or take more than you hold yourself.' },
  PERSON_UNKNOWN: { status: 404, message: 'Nobody here has an account with this address.' },
  EMAIL_TAKEN: { status: 409, message: 'Another account has this address.' },
  ROLE_GRANTED_ALREADY: { status: 409, message: 'This person has this role already.' },
  LAST_ADMIN: { status: 409, message: 'The last administrator stays: name another one first.' },
  TOKEN_INVALID: { status: 422, message: 'This link has been used, has expired or is not one of ours.' },
  PASSWORD_WRONG: { status: 422, message: 'The current password is wrong.' },
  ROLE_NEEDS_TENANT_SCOPE: { status: 422, message: 'This role is given for the whole tenant.' },
  SCOPE_NOT_HELD: { status: 422, message: 'A key cannot be allowed more than you are.' },
  TOO_MANY_API_KEYS: { status: 422, message: 'Revoke a key before you make another one.' },
} as const;

/** Text in one line: no control characters (a line break would reach mail headers), no halves of characters. */
export const plainText = z
  .string()
  .check(z.refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), 'Write plain text in one line.'));

export const email = z
  .string()
  .check(z.trim(), z.toLowerCase(), z.maxLength(254), z.email('Write an address like ana@example.com.'));

export const password = z.string().check(
  z.minLength(10, 'Use at least 10 characters.'),
  z.maxLength(200, 'Use at most 200 characters.'),
  z.refine((text) => text.isWellFormed(), 'Use whole characters.'),
);

// What is compared with a stored password is only bounded: old rules must not keep anyone out.
const typedPassword = z.string().check(z.minLength(1), z.maxLength(200));

// A stranger types the name that a mail greets: it must not carry an advertisement's link.
export const personName = plainText.check(
  z.trim(),
  z.minLength(1),
  z.maxLength(120),
  z.refine((text) => !/:\/\/|www\./i.test(text), 'A name holds no link.'),
);
const linkToken = z.string().check(z.regex(/^[\w-]{43}$/, 'The link is not complete.'));
const instant = z.iso.datetime({ offset: true });

export const registration = z.strictObject({
  email,
  password,
  name: personName,
  locale: z.optional(z.enum(LOCALES)),
});
export const emailOnly = z.strictObject({ email });
export const tokenOnly = z.strictObject({ token: linkToken });
/** A page of this site, never another host. */
const ownPath = z
  .string()
  .check(z.maxLength(500), z.regex(/^\/(?![/\\])[^\s\\]*$/, 'Write a path of this site: /account'));

/** Asks for a link that signs in; `next` is where it leads in the end. */
export const magicLink = z.strictObject({ email, next: z.optional(ownPath) });
export type MagicLink = z.infer<typeof magicLink>;
export const login = z.strictObject({ email, password: typedPassword });
export const passwordReset = z.strictObject({ token: linkToken, password });
export const passwordChange = z.strictObject({ currentPassword: typedPassword, newPassword: password });
export const emailChange = z.strictObject({ email, password: typedPassword });
export const profileChange = z.strictObject({
  name: z.optional(personName),
  locale: z.optional(z.enum(LOCALES)),
});

export const roleGrant = z.strictObject({
  id: z.uuid(),
  role: z.enum(ROLES),
  businessId: z.nullable(z.uuid()),
  locationId: z.nullable(z.uuid()),
});
export const roleGrantRequest = z
  .strictObject({
    role: z.enum(ROLES),
    businessId: z.optional(z.uuid()),
    locationId: z.optional(z.uuid()),
  })
  .check(
    z.refine(({ businessId, locationId }) => !locationId || businessId !== undefined, {
      error: 'Name the business of the location.',
      path: ['businessId'],
    }),
  );

export const me = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  email: z.string(),
  locale: z.string(),
  roles: z.array(z.enum(ROLES)),
  grants: z.array(roleGrant),
  permissions: z.array(z.enum(PERMISSIONS)),
  sessionId: z.nullable(z.uuid()),
  createdAt: instant,
});
export const signedIn = z.strictObject({ user: me });
export const verifiedEmail = z.strictObject({ email: z.string() });

export const session = z.strictObject({
  id: z.uuid(),
  current: z.boolean(),
  /** What the browser says it is; null where it says nothing we know. */
  device: z.strictObject({
    browser: z.nullable(z.string()),
    system: z.nullable(z.string()),
    mobile: z.boolean(),
  }),
  userAgent: z.nullable(z.string()),
  ip: z.nullable(z.string()),
  createdAt: instant,
  lastUsedAt: instant,
  expiresAt: instant,
});

export const apiKey = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.enum(PERMISSIONS)),
  createdAt: instant,
  expiresAt: z.nullable(instant),
  lastUsedAt: z.nullable(instant),
});
export const apiKeyRequest = z.strictObject({
  name: plainText.check(z.trim(), z.minLength(1), z.maxLength(120)),
  scopes: z.array(z.enum(PERMISSIONS)).check(z.minLength(1), z.maxLength(PERMISSIONS.length)),
  expiresInDays: z._default(z.int().check(z.gte(1), z.lte(365)), 90),
});
/** The key itself is in this answer only; afterwards only its hash is known. */
export const newApiKey = z.extend(apiKey, { key: z.string() });

/** A key of anybody of the tenant, as those who manage people see it. */
export const ownedApiKey = z.extend(apiKey, {
  owner: z.strictObject({ id: z.uuid(), name: z.string(), email: z.string() }),
});
export const apiKeysQuery = z.strictObject({ ...pageQuery, userId: z.optional(z.uuid()) });

export const person = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  email: z.string(),
  roles: z.array(roleGrant),
  emailVerifiedAt: z.nullable(instant),
  createdAt: instant,
});
export const peopleQuery = z.strictObject({
  ...pageQuery,
  /** A part of a name or address. */
  search: z.optional(plainText.check(z.trim(), z.maxLength(100))),
  /** Only those who hold it, at this business if one is named. */
  role: z.optional(z.enum(ROLES)),
  /** Only those who work at it. */
  businessId: z.optional(z.uuid()),
});

export const idParams = z.strictObject({ id: z.uuid() });
export const grantParams = z.strictObject({ id: z.uuid(), grantId: z.uuid() });

export type Registration = z.infer<typeof registration>;
export type Login = z.infer<typeof login>;
export type Me = z.infer<typeof me>;
export type SessionInfo = z.infer<typeof session>;
export type ApiKey = z.infer<typeof apiKey>;
export type OwnedApiKey = z.infer<typeof ownedApiKey>;
export type ApiKeysQuery = z.infer<typeof apiKeysQuery>;
export type ApiKeyRequest = z.infer<typeof apiKeyRequest>;
export type NewApiKey = z.infer<typeof newApiKey>;
export type Person = z.infer<typeof person>;
export type PeopleQuery = z.infer<typeof peopleQuery>;
export type RoleGrant = z.infer<typeof roleGrant>;
/** Somebody with an account here, by its address, for the team of a business. */
export const newMember = z.strictObject({ email, role: z.enum(ROLES) });
export type NewMember = z.infer<typeof newMember>;
export type RoleGrantRequest = z.infer<typeof roleGrantRequest>;
