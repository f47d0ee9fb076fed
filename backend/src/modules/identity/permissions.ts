/** What can be allowed. A permission reaches other people's things; one's own are reached by ownership in the query. */
export const PERMISSIONS = [
  'booking:read',
  'booking:write',
  'schedule:read',
  'schedule:write',
  'catalogue:read',
  'catalogue:write',
  'money:read',
  'money:write',
  'user:read',
  'user:manage',
  'tenant:manage',
  'audit:read',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

/** Roles that can be granted. Guests hold none; operators are not users of a tenant. */
export const ROLES = ['customer', 'provider', 'reception', 'manager', 'owner', 'admin'] as const;

export type Role = (typeof ROLES)[number];

/** Whoever is not signed in: read only. */
export const GUEST_PERMISSIONS: readonly Permission[] = ['catalogue:read'];

const reception: readonly Permission[] = [
  ...GUEST_PERMISSIONS,
  'booking:read',
  'booking:write',
  'schedule:read',
];
const manager: readonly Permission[] = [
  ...reception,
  'schedule:write',
  'catalogue:write',
  'money:write',
  'user:read',
];
const owner: readonly Permission[] = [...manager, 'money:read', 'user:manage', 'audit:read'];

/** What each role allows, within the scope of its grant. */
export const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  customer: GUEST_PERMISSIONS,
  // Their own calendar and bookings are theirs by ownership; this adds a look at their colleagues' hours.
  provider: [...GUEST_PERMISSIONS, 'schedule:read'],
  reception,
  manager,
  owner,
  admin: PERMISSIONS,
};

/** Roles that mean nothing for one business alone. */
export const TENANT_ONLY_ROLES: ReadonlySet<Role> = new Set<Role>(['customer', 'admin']);

export interface Scope {
  businessId: string | null;
  locationId: string | null;
}

interface Holder {
  permissions: ReadonlySet<string>;
  grants: readonly (Scope & { role: string })[];
  /** An API key's bounds; absent: none. */
  scopes?: ReadonlySet<string>;
}

const isRole = (role: string): role is Role => Object.hasOwn(ROLE_PERMISSIONS, role);

function allows(role: string, permission: Permission): boolean {
  return isRole(role) && ROLE_PERMISSIONS[role].includes(permission);
}

function covers(grant: Scope, scope: Scope): boolean {
  if (grant.businessId === null) return true;
  if (grant.businessId !== scope.businessId) return false;
  return grant.locationId === null || grant.locationId === scope.locationId;
}

/** The permissions that a set of grants gives for the whole tenant. */
export function tenantPermissions(grants: readonly (Scope & { role: string })[]): Set<Permission> {
  const wide = grants.filter(({ businessId }) => businessId === null);
  return new Set([
    ...GUEST_PERMISSIONS,
    ...PERMISSIONS.filter((permission) => wide.some(({ role }) => allows(role, permission))),
  ]);
}

/**
 * Whether someone may do something: in the whole tenant, or within `scope`. A grant for a business counts for
 * that business and its locations only.
 */
export function can(holder: Holder, permission: Permission, scope?: Scope): boolean {
  if (holder.scopes && !holder.scopes.has(permission)) return false;
  if (holder.permissions.has(permission)) return true;
  if (!scope) return false;
  return holder.grants.some((grant) => allows(grant.role, permission) && covers(grant, scope));
}

/**
 * Where someone may do something: 'everywhere', or the scopes to put into the query (none: nowhere).
 */
export function scopesOf(holder: Holder, permission: Permission): 'everywhere' | Scope[] {
  if (can(holder, permission)) return 'everywhere';
  if (holder.scopes && !holder.scopes.has(permission)) return [];
  return holder.grants
    .filter(({ role, businessId }) => businessId !== null && allows(role, permission))
    .map(({ businessId, locationId }) => ({ businessId, locationId }));
}

/** Whether someone may do something at least somewhere. */
export function canSomewhere(holder: Holder, permission: Permission): boolean {
  return scopesOf(holder, permission).length > 0;
}

/** Nobody hands out, or takes away, more than they hold themselves in that scope. */
export function mayGrant(holder: Holder, role: Role, scope: Scope): boolean {
  return (
    can(holder, 'user:manage', scope) &&
    ROLE_PERMISSIONS[role].every((permission) => can(holder, permission, scope))
  );
}
