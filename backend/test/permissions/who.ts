import type { Role } from '../../src/modules/identity/permissions.ts';

/**
 * Everybody who may knock at a tenant's API, as seen from the business that is asked about. `...All` hold their role in the
 * whole tenant, the others at the business.
 */
export const WHO = {
  visitor: 'nobody signed in',
  guest: 'nobody signed in, with the token of the booking',
  customer: 'an account without a role, whose bookings, keys and sessions are asked about',
  provider: 'a provider of the business, with the profile that is asked about',
  reception: 'reception of the business',
  manager: 'manager of the business',
  owner: 'owner of the business',
  neighbour: 'owner of another business of the tenant',
  receptionAll: 'reception of the whole tenant',
  managerAll: 'manager of the whole tenant',
  ownerAll: 'owner of the whole tenant',
  admin: 'admin of the tenant',
  key: "an admin's API key, bounded to `booking:read`",
  foreigner: 'an admin of another tenant, with their token, on this site',
  operator: "an operator, on the installation's own host",
} as const;
export type Who = keyof typeof WHO;
export const NAMES = Object.keys(WHO) as Who[];

/** The grant that makes somebody who they are; a business is the one asked about, or the other one. */
export const GRANTS: Partial<Record<Who, { role: Role; at: 'tenant' | 'business' | 'other business' }>> = {
  customer: { role: 'customer', at: 'tenant' },
  provider: { role: 'provider', at: 'business' },
  reception: { role: 'reception', at: 'business' },
  manager: { role: 'manager', at: 'business' },
  owner: { role: 'owner', at: 'business' },
  neighbour: { role: 'owner', at: 'other business' },
  receptionAll: { role: 'reception', at: 'tenant' },
  managerAll: { role: 'manager', at: 'tenant' },
  ownerAll: { role: 'owner', at: 'tenant' },
  admin: { role: 'admin', at: 'tenant' },
};

const inTenant: Who[] = ['receptionAll', 'managerAll', 'ownerAll', 'admin'];
const account: Who[] = ['customer', 'provider', 'reception', 'manager', 'owner', 'neighbour', ...inTenant];
const everybody: Who[] = ['visitor', 'guest', ...account, 'key', 'foreigner'];

/** Short for several. `+`: and whoever holds more, at the business or in the tenant. */
const GROUPS = {
  everybody,
  anywhere: [...everybody, 'operator'],
  account,
  'provider+': ['provider', 'reception', 'manager', 'owner', ...inTenant],
  'reception+': ['reception', 'manager', 'owner', ...inTenant],
  'manager+': ['manager', 'owner', ...inTenant.slice(1)],
  'owner+': ['owner', ...inTenant.slice(2)],
  'receptionAll+': inTenant,
  'managerAll+': inTenant.slice(1),
  'ownerAll+': inTenant.slice(2),
} satisfies Record<string, Who[]>;
export type Group = keyof typeof GROUPS;

const isGroup = (word: string): word is Group => Object.hasOwn(GROUPS, word);
const isWho = (word: string): word is Who => Object.hasOwn(WHO, word);

/** @throws Error for a word that nobody is called by */
export function membersOf(words: string): Set<Who> {
  const members = words.split(' ').flatMap((word) => {
    if (isGroup(word)) return GROUPS[word];
    if (isWho(word)) return [word];
    throw new Error(`Nobody is called "${word}"`);
  });
  return new Set(members);
}

/** The words for a set of people: as few as there are. */
export function wordsFor(members: ReadonlySet<Who>): string {
  const left = new Set(members);
  const words: string[] = [];
  const groups = Object.entries(GROUPS).toSorted(([, one], [, other]) => other.length - one.length);
  for (const [word, group] of groups) {
    if (!group.every((who) => left.has(who))) continue;
    words.push(word);
    for (const who of group) left.delete(who);
  }
  return [...NAMES.filter((who) => left.has(who)), ...words].join(' ');
}
