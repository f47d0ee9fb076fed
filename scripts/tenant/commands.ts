import { existsSync } from 'node:fs';
import * as z from 'zod/mini';
import type { Deps } from '../../backend/src/deps.ts';
import { tenantUrl } from '../../backend/src/lib/tenant-url.ts';
import { hostField } from '../../backend/src/modules/domains/domains.contract.ts';
import { newTenant } from '../../backend/src/modules/operators/operators.contract.ts';
import { createTenant } from '../../backend/src/modules/operators/operators.create.ts';
import {
  choosePrimary,
  giveDomain,
  takeDomain,
} from '../../backend/src/modules/operators/operators.domains.ts';
import {
  listTenants,
  resumeTenant,
  suspendTenant,
} from '../../backend/src/modules/operators/operators.tenants.ts';
import { Told } from '../launch/steps.mjs';
import { pathOf } from '../lib/paths.ts';
import { table } from '../lib/table.ts';
import { exportTenant } from './export.ts';
import { importTenant } from './import.ts';
import { operatorOf, tenantAt } from './operator.ts';
import { operator } from './operators.ts';
import { wantedTenant } from './wanted.ts';

export const usage = `Say what to do: npm run tenant -- <command>
  create SLUG --vertical KEY --name NAME --admin NAME --email ADDRESS
              a site that can be booked at once; the admin gets a link by mail. More flags:
              --business NAME --street LINE --city CITY   its first business (else one of the site's name)
              --empty                                     no business
              --locale L --currency C --zone Z --mode single|marketplace
              --demo --sandbox                            the example's businesses; play money
  list [--search TEXT] [--suspended]
  suspend SLUG [--reason TEXT]
  resume SLUG
  domain SLUG add|remove|primary HOST   ("primary none": the installation's own address again)
  export SLUG [--file FILE]             everything of it, in one file
  import FILE [--slug SLUG] [--name NAME]   such a file as a tenant here, all of it or nothing
  operator add EMAIL [--name NAME]      who signs in at /operator; told once more, they get a new password
  operator remove EMAIL | operator list`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

export const flags = {
  vertical: text,
  name: text,
  admin: text,
  email: text,
  business: text,
  street: text,
  city: text,
  empty: flag,
  locale: text,
  currency: text,
  zone: text,
  mode: text,
  demo: flag,
  sandbox: flag,
  search: text,
  suspended: flag,
  reason: text,
  file: text,
  slug: text,
};

export type Flags = {
  [Name in keyof typeof flags]?: (typeof flags)[Name]['type'] extends 'string' ? string : boolean;
};

/** Does something, and tells it in lines. */
type Command = (deps: Deps, words: readonly string[], flags: Flags) => Promise<string[]>;

async function create(deps: Deps, words: readonly string[], given: Flags): Promise<string[]> {
  const wanted = wantedTenant(deps.verticals, words, given);
  const made = await createTenant(operatorOf(deps), deps, wanted);
  return [
    `  ${made.name} is at ${made.url}, made from ${made.vertical}.`,
    `  ${wanted.admin.email} gets a link by mail with which to choose a password.`,
  ];
}

async function list(deps: Deps, _words: readonly string[], { search, suspended }: Flags): Promise<string[]> {
  const rows: string[][] = [];
  for (let cursor: string | undefined; ;) {
    const page = await listTenants(operatorOf(deps), {
      limit: 100,
      ...(cursor && { cursor }),
      ...(search && { search }),
      ...(suspended && { state: 'suspended' }),
    });
    for (const { slug, name, vertical, url, suspension } of page.data)
      rows.push([
        slug,
        name,
        vertical,
        url,
        suspension ? `suspended: ${suspension.reason ?? 'no reason'}` : 'open',
      ]);
    if (!page.nextCursor) break;
    cursor = page.nextCursor;
  }
  if (rows.length === 0) return ['There are none.'];
  return [table([['slug', 'name', 'vertical', 'address', 'state'], ...rows])];
}

async function suspend(deps: Deps, [slug]: readonly string[], { reason }: Flags): Promise<string[]> {
  const { id, name } = await tenantAt(deps, slug);
  await suspendTenant(operatorOf(deps), id, reason ?? null);
  return [`  ${name} is suspended: its site says so, and nobody is signed in there.`];
}

async function resume(deps: Deps, [slug]: readonly string[]): Promise<string[]> {
  const tenant = await tenantAt(deps, slug);
  await resumeTenant(operatorOf(deps), tenant.id);
  return [`  ${tenant.name} is open: ${tenantUrl(deps.env, tenant)}`];
}

function hostOf(written: string | undefined): string {
  const host = z.safeParse(hostField, written);
  if (host.success) return host.data;
  throw new Told(`"${written ?? ''}" is no domain: write one like turnos.example.com`);
}

async function domain(deps: Deps, [slug, deed = '', written]: readonly string[]): Promise<string[]> {
  const { id, name } = await tenantAt(deps, slug);
  const ctx = operatorOf(deps);
  if (deed === 'primary' && written === 'none') {
    await choosePrimary(ctx, id, null);
    return [`  Mails of ${name} name the installation's own address.`];
  }
  const deeds: Record<string, [(host: string) => Promise<void>, (host: string) => string]> = {
    add: [(host) => giveDomain(ctx, id, host), (host) => `${host} leads to ${name}, once its DNS leads here`],
    remove: [(host) => takeDomain(ctx, id, host), (host) => `${host} leads to ${name} no more`],
    primary: [(host) => choosePrimary(ctx, id, host), (host) => `mails of ${name} name ${host}`],
  };
  const [work, tell] = deeds[deed] ?? [];
  if (!work || !tell) throw new Told(`Say what to do with the domain: add, remove or primary.`);
  const host = hostOf(written);
  await work(host);
  return [`  ${tell(host)}.`];
}

async function writeArchive(deps: Deps, [slug]: readonly string[], given: Flags): Promise<string[]> {
  const tenant = await tenantAt(deps, slug);
  const file = pathOf(given.file ?? `${tenant.slug}-${deps.clock().toISOString().slice(0, 10)}.tar.gz`);
  const { rows, files } = await exportTenant(deps, tenant, file);
  const count = Object.values(rows).reduce((sum, each) => sum + each, 0);
  return [
    `  ${file}: ${count} rows and ${files.length - Object.keys(rows).length} files of ${tenant.name}.`,
    '  It holds what is known of its people: keep it as carefully as the database.',
  ];
}

async function readArchive(deps: Deps, [file]: readonly string[], { slug, name }: Flags): Promise<string[]> {
  if (file === undefined) throw new Told('Say which file: npm run tenant -- import FILE');
  const path = pathOf(file);
  if (!existsSync(path)) throw new Told(`There is no file ${path}`);
  for (const [flag, schema, value] of [
    ['--slug', newTenant.shape.slug, slug],
    ['--name', newTenant.shape.name, name],
  ] as const) {
    const read = z.safeParse(z.optional(schema), value);
    if (!read.success) throw new Told(`${flag}: ${read.error.issues[0]?.message ?? ''}`);
  }
  const { tenant, rows, files, closed } = await importTenant(deps, path, { slug, name });
  return [
    `  ${tenant.name} is at ${tenantUrl(deps.env, tenant)}: ${rows} rows and ${files} files.`,
    ...(closed.length > 0 ? [`  Write the keys of its payment accounts anew: ${closed.join(', ')}.`] : []),
    `  Domains do not come with it: npm run tenant -- domain ${tenant.slug} add HOST`,
  ];
}

export const commands: Record<string, Command> = {
  create,
  list,
  suspend,
  resume,
  domain,
  export: writeArchive,
  import: readArchive,
  operator,
};
