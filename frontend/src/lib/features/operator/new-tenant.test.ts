import { expect, it } from 'vitest';
import { readNewTenant, TENANT_FIELDS } from './new-tenant.ts';

const empty = Object.fromEntries(TENANT_FIELDS.map((name): [string, string] => [name, ''])) as Parameters<
  typeof readNewTenant
>[0];
const least = { ...empty, name: 'Ola', slug: 'ola', vertical: 'clinic', adminName: 'Ana', email: 'a@b.co' };

it('leaves what was not filled in to the vertical', () => {
  expect(readNewTenant(least)).toEqual({
    name: 'Ola',
    slug: 'ola',
    vertical: 'clinic',
    admin: { name: 'Ana', email: 'a@b.co' },
    business: null,
    demo: false,
    sandbox: false,
  });
});

it('names the first business like the site, unless it has a name of its own', () => {
  const first = readNewTenant({
    ...least,
    business: 'on',
    line: 'Mitre 1',
    city: 'Rosario',
    currency: 'uyu',
    demo: 'on',
  });
  expect(first).toMatchObject({
    business: { name: 'Ola', line: 'Mitre 1', city: 'Rosario' },
    currency: 'UYU',
    demo: true,
  });
  expect(readNewTenant({ ...least, business: 'on', businessName: 'Mar' }).business?.name).toBe('Mar');
});
