import * as z from 'zod/mini';
import { pageQuery } from '../../lib/page-query.ts';
import { domainView, hostField } from '../domains/domains.contract.ts';
import { tenantCustoms } from '../tenants/tenants.contract.ts';
import { key, slug, text } from '../verticals/verticals.fields.ts';

export const operatorErrors = {
  OPERATOR_ELSEWHERE: { status: 404, message: 'Operators work at the address of the installation.' },
  SLUG_TAKEN: { status: 409, message: 'Another tenant has this name.' },
  VERTICAL_UNKNOWN: { status: 422, message: 'This installation has no such vertical.' },
  JOB_BUSY: { status: 409, message: 'A worker holds this job just now, or it is gone.' },
} as const;

export const operatorTenant = z.strictObject({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  vertical: z.string(),
  /** Where its site is. */
  url: z.string(),
  createdAt: z.iso.datetime({ offset: true }),
  suspension: z.nullable(
    z.strictObject({ at: z.iso.datetime({ offset: true }), reason: z.nullable(z.string()) }),
  ),
});
export type OperatorTenant = z.infer<typeof operatorTenant>;

export const operatorView = z.strictObject({ id: z.uuid(), name: z.string(), email: z.string() });
export type OperatorView = z.infer<typeof operatorView>;

export const operatorLogin = z.strictObject({
  email: z.email().check(z.maxLength(254)),
  password: z.string().check(z.minLength(1), z.maxLength(200)),
});

export const tenantsQuery = z.strictObject({
  ...pageQuery,
  /** Part of a name or an address. */
  search: z.optional(z.string().check(z.trim(), z.maxLength(100))),
  state: z.optional(z.enum(['open', 'suspended'])),
});
export type TenantsQuery = z.infer<typeof tenantsQuery>;

const email = z.email().check(z.maxLength(254));
const line = z.string().check(z.trim(), z.maxLength(200));

/** A new tenant: with a business it can be booked at once. */
export const newTenant = z.strictObject({
  name: text.check(z.maxLength(60)),
  slug: slug.check(z.maxLength(40)),
  vertical: key,
  ...tenantCustoms.shape,
  /** Gets a link by mail, with which they choose a password. */
  admin: z.strictObject({ name: text.check(z.maxLength(100)), email }),
  /** The first business, with services, hours and units as the vertical's templates have them; null: none. */
  business: z.nullable(z.strictObject({ name: text.check(z.maxLength(100)), line, city: line })),
  /** Adds the businesses of the vertical's example. */
  demo: z._default(z.boolean(), false),
  /** Lets customers pay with play money until there is an account with a company. */
  sandbox: z._default(z.boolean(), false),
});
export type NewTenant = z.infer<typeof newTenant>;

const month = z.strictObject({
  /** "2026-11", in UTC. */
  month: z.string(),
  bookings: z.int(),
  users: z.int(),
  messages: z.int(),
});

export const tenantUsage = z.strictObject({
  months: z.array(month),
  bookings: z.int(),
  users: z.int(),
  businesses: z.int(),
  /** Of its pictures and files. */
  storageBytes: z.int(),
});
export type TenantUsage = z.infer<typeof tenantUsage>;

const deed = z.strictObject({
  action: z.string(),
  details: z.record(z.string(), z.nullable(z.string())),
  /** Who did it; null where they are gone. */
  by: z.nullable(z.string()),
  at: z.iso.datetime({ offset: true }),
});

export const tenantDetails = z.strictObject({
  ...operatorTenant.shape,
  customs: tenantCustoms,
  domains: z.array(domainView),
  /** The last twenty things that operators did to it. */
  deeds: z.array(deed),
});
export type TenantDetails = z.infer<typeof tenantDetails>;

export const operatorDomainParams = z.strictObject({ id: z.uuid(), host: hostField });
export const primaryBody = z.strictObject({ host: z.nullable(hostField) });
export const tenantParams = z.strictObject({ id: z.uuid() });
export const suspensionBody = z.strictObject({ reason: z.optional(z.string().check(z.maxLength(500))) });
