import { describe, expect, it } from 'vitest';
import {
  can,
  canSomewhere,
  mayGrant,
  PERMISSIONS,
  ROLE_PERMISSIONS,
  ROLES,
  scopesOf,
  tenantPermissions,
  type Permission,
  type Role,
} from './permissions.ts';

type TestGrant = { role: string; businessId: string | null; locationId: string | null };

const wide = (role: string): TestGrant => ({ role, businessId: null, locationId: null });
const at = (role: string, businessId: string, locationId: string | null = null): TestGrant => ({
  role,
  businessId,
  locationId,
});
const holder = (...grants: TestGrant[]) => ({ permissions: tenantPermissions(grants), grants });
const shop = (businessId: string, locationId: string | null = null) => ({ businessId, locationId });

describe('what each role may do in its scope', () => {
  const table: Record<Role | 'guest', Permission[]> = {
    guest: ['catalogue:read'],
    customer: ['catalogue:read'],
    provider: ['catalogue:read', 'schedule:read'],
    reception: ['booking:read', 'booking:write', 'catalogue:read', 'schedule:read'],
    manager: [
      'booking:read',
      'booking:write',
      'catalogue:read',
      'catalogue:write',
      'money:write',
      'schedule:read',
      'schedule:write',
      'user:read',
    ],
    owner: [
      'audit:read',
      'booking:read',
      'booking:write',
      'catalogue:read',
      'catalogue:write',
      'money:read',
      'money:write',
      'schedule:read',
      'schedule:write',
      'user:manage',
      'user:read',
    ],
    admin: [...PERMISSIONS].toSorted(),
  };
  it.each(Object.entries(table))('%s', (role, permissions) => {
    const someone = role === 'guest' ? holder() : holder(wide(role));
    expect(PERMISSIONS.filter((permission) => can(someone, permission)).toSorted()).toEqual(permissions);
  });

  it('is nothing for a role that nobody knows, even one named like a property of every object', () => {
    for (const role of ['superadmin', 'constructor', '__proto__', 'toString']) {
      expect([...tenantPermissions([wide(role)])]).toEqual(['catalogue:read']);
    }
  });
});

describe('scopes', () => {
  const cases: [
    string,
    TestGrant[],
    { businessId: string; locationId: string | null } | undefined,
    boolean,
  ][] = [
    ['a tenant-wide grant holds everywhere', [wide('reception')], undefined, true],
    ['also in a business', [wide('reception')], shop('x'), true],
    ['a business grant does not hold for the tenant', [at('reception', 'x')], undefined, false],
    ['holds in its business', [at('reception', 'x')], shop('x'), true],
    ['and in its locations', [at('reception', 'x')], shop('x', 'l'), true],
    ['not in another business', [at('reception', 'x')], shop('y'), false],
    ['a location grant holds there', [at('reception', 'x', 'l')], shop('x', 'l'), true],
    ['not in the whole business', [at('reception', 'x', 'l')], shop('x'), false],
    ['not in a sister location', [at('reception', 'x', 'l')], shop('x', 'm'), false],
    [
      'a location of another business with the same id is another place',
      [at('reception', 'x', 'l')],
      shop('y', 'l'),
      false,
    ],
    ['grants add up', [at('provider', 'x'), at('reception', 'y')], shop('y'), true],
    ['but each in its own place', [at('provider', 'x'), at('reception', 'y')], shop('x'), false],
  ];
  it.each(cases)('%s', (_name, grants, scope, expected) => {
    expect(can(holder(...grants), 'booking:read', scope)).toBe(expected);
  });

  it('are told for the query', () => {
    expect(scopesOf(holder(wide('admin')), 'booking:read')).toBe('everywhere');
    expect(scopesOf(holder(at('owner', 'x'), at('reception', 'y', 'l')), 'booking:read')).toEqual([
      shop('x'),
      shop('y', 'l'),
    ]);
    expect(scopesOf(holder(at('reception', 'x')), 'user:read')).toEqual([]);
    expect(canSomewhere(holder(at('reception', 'x')), 'user:read')).toBe(false);
  });
});

describe('the scopes of an API key', () => {
  const key = (scopes: string[], ...grants: TestGrant[]) => ({
    permissions: tenantPermissions(grants).intersection(new Set(scopes)),
    grants,
    scopes: new Set(scopes),
  });
  it('bound what its owner may do', () => {
    expect(can(key(['booking:read'], wide('admin')), 'booking:read')).toBe(true);
    expect(can(key(['booking:read'], wide('admin')), 'booking:write')).toBe(false);
    expect(can(key(['booking:read'], at('owner', 'x')), 'booking:write', shop('x'))).toBe(false);
    expect(scopesOf(key(['booking:read'], at('owner', 'x')), 'booking:write')).toEqual([]);
  });
  it('give nothing that its owner does not hold', () => {
    expect(can(key(['tenant:manage'], wide('owner')), 'tenant:manage')).toBe(false);
  });
});

describe('granting', () => {
  const table: [string, TestGrant[], Role, ReturnType<typeof shop> | null, boolean][] = [
    ['an admin makes an admin', [wide('admin')], 'admin', null, true],
    ['an owner of the tenant makes a manager', [wide('owner')], 'manager', null, true],
    ['but no admin', [wide('owner')], 'admin', null, false],
    ['an owner of a business makes another there', [at('owner', 'x')], 'owner', shop('x'), true],
    ['not elsewhere', [at('owner', 'x')], 'reception', shop('y'), false],
    ['not for the tenant', [at('owner', 'x')], 'reception', null, false],
    ['a manager makes nobody anything', [wide('manager')], 'customer', null, false],
    [
      'an owner of one place and manager of another adds nothing up',
      [at('owner', 'x'), at('manager', 'y')],
      'owner',
      shop('y'),
      false,
    ],
  ];
  it.each(table)('%s', (_name, grants, role, scope, expected) => {
    expect(mayGrant(holder(...grants), role, scope ?? { businessId: null, locationId: null })).toBe(expected);
  });

  it('never leads to more than one holds', () => {
    for (const own of ROLES) {
      for (const role of ROLES) {
        if (!mayGrant(holder(wide(own)), role, { businessId: null, locationId: null })) continue;
        expect(ROLE_PERMISSIONS[own]).toEqual(expect.arrayContaining([...ROLE_PERMISSIONS[role]]));
      }
    }
  });
});
