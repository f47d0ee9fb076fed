import * as z from 'zod/mini';
import { newTenant, type NewTenant } from '../../backend/src/modules/operators/operators.contract.ts';
import type { Verticals } from '../../backend/src/modules/verticals/verticals.service.ts';
import { Told } from '../launch/steps.mjs';
import { chosen } from '../niche/chosen.ts';
import type { Flags } from './commands.ts';

/** How each field of the contract is written on the command line. */
const WRITTEN: Record<string, string> = {
  slug: 'SLUG',
  'admin.name': '--admin',
  'admin.email': '--email',
  'business.name': '--business',
  'business.line': '--street',
  'business.city': '--city',
  timeZone: '--zone',
};

const REMEDIES: Record<string, string> = {
  SLUG: 'write the name in its address, like driving-school',
  '--name': 'write what the site is called',
  '--vertical': 'write the key of a vertical (npm run niche -- list)',
  '--admin': 'write the name of its first admin',
  '--email': 'write the address to which the admin gets a link',
};

function mistakeOf({ path, message }: z.core.$ZodIssue, value: unknown): string {
  const field = path.join('.');
  const written = WRITTEN[field] ?? `--${field}`;
  const remedy =
    message === 'Invalid input' || value === undefined ? (REMEDIES[written] ?? message) : message;
  return `  ${written}: ${remedy}`;
}

/** The tenant that the flags describe. @throws Told with every mistake in them */
export function wantedTenant(verticals: Verticals, [slug]: readonly string[], given: Flags): NewTenant {
  const {
    vertical,
    name,
    admin,
    email,
    business = name,
    street = '',
    city = '',
    locale,
    currency,
    zone,
  } = given;
  const data = {
    slug,
    name,
    vertical,
    admin: { name: admin, email },
    business: given.empty ? null : { name: business, line: street, city },
    demo: given.demo ?? false,
    sandbox: given.sandbox ?? false,
    ...(locale && { locale }),
    ...(currency && { currency }),
    ...(zone && { timeZone: zone }),
    ...(given.mode && { mode: given.mode }),
  };
  const wanted = z.safeParse(newTenant, data);
  if (!wanted.success) {
    const valueAt = (path: readonly PropertyKey[]) =>
      path.reduce<unknown>((at, part) => (at as Record<PropertyKey, unknown> | undefined)?.[part], data);
    const mistakes = wanted.error.issues.map((issue) => mistakeOf(issue, valueAt(issue.path)));
    throw new Told('The tenant cannot be made like this:', [...new Set(mistakes)].join('\n'));
  }
  chosen([wanted.data.vertical], [...verticals.keys()]);
  return wanted.data;
}
