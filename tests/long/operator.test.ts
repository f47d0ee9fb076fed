import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { somePicture, uploadForm } from '../../backend/test/answers.ts';
import { createSteps } from '../../scripts/launch/steps.mjs';
import { ensureFrontend } from '../../scripts/lib/frontend.ts';
import { rowsOf, withOwner } from '../lib/tenant-rows.ts';
import { cloneOf, git, makeUpstream, Place, release } from './place.ts';

/** What one operator does, with the commands of the documents: from a fresh clone to a live site, its copy, its backup, its next version. */
const SLUG = 'autoescuela';
const ADMIN = 'ana@example.com';
const CUSTOMER = 'cora@example.com';
const PASSWORD = 'correct horse battery';
/** Minutes from the wizard to a booking, at most. */
const MOST_MINUTES = 10;
const OWN_FILE = 'niche-configs/own/driving-school.json';

const school = [
  ...['new', 'driving-school', '--name', 'Autoescuelas', '--brand', 'Volante', '--takes', 'both'],
  ...['--provider', 'instructor, instructores, m', '--resource', 'auto, autos, m'],
  ...['--service', 'Clase práctica | 45 | 25000 | Al volante desde el primer minuto.'],
  ...['--service', 'Examen de manejo | 60 | 40000', '--yes'],
];

let folder: string;
let upstream: string;
let home: Place;
let elsewhere: Place;
const places: Place[] = [];

beforeAll(async () => {
  await ensureFrontend(createSteps({ quiet: true }));
  folder = await mkdtemp(join(tmpdir(), 'turnero-operator-'));
  upstream = join(folder, 'upstream');
  await mkdir(upstream);
  await makeUpstream(upstream);
  await cloneOf(upstream, join(folder, 'turnero'));
  home = new Place(join(folder, 'turnero'), join(folder, 'data'));
  elsewhere = new Place(join(folder, 'turnero'), join(folder, 'data elsewhere'));
  places.push(home, elsewhere);
});
afterAll(async () => {
  for (const place of places) await place.stop();
  await rm(folder, { recursive: true, force: true });
});

type Days = { days: { slots: { start: string }[] }[] };

/** Books the first start that is free as a guest. @returns the booking's id */
async function book(place: Place, slug: string, email: string): Promise<string> {
  const guest = place.visitor(slug);
  const services = (JSON.parse((await guest('GET', '/api/v1/services')).text) as { data: { id: string }[] })
    .data;
  const serviceId = services[0]!.id;
  const { days } = (
    JSON.parse((await guest('GET', `/api/v1/availability?serviceId=${serviceId}`)).text) as { data: Days }
  ).data;
  const start = days.flatMap(({ slots }) => slots)[0]!.start;
  const customer = { name: 'Cora Díaz', email, phone: '+54 11 5555 0134' };
  const answer = await guest('POST', '/api/v1/bookings', { items: [{ serviceId }], start, customer });
  expect(answer.status, answer.text).toBe(201);
  return (JSON.parse(answer.text) as { data: { id: string } }).data.id;
}

async function tenantIdOf(place: Place, slug: string): Promise<string> {
  return withOwner(await place.databaseUrl(), async (client) => {
    const { rows } = await client.query<{ id: string }>('SELECT id FROM tenants WHERE slug = $1', [slug]);
    return rows[0]?.id ?? '';
  });
}

/** What is the operator's, wherever it is kept. */
async function everythingOwn(place: Place) {
  return {
    vertical: await readFile(join(place.folder, OWN_FILE), 'utf8'),
    settings: await readFile(join(place.folder, '.env'), 'utf8'),
    secret: await readFile(join(place.dataDir, 'secret'), 'utf8'),
    rows: await rowsOf(await place.databaseUrl(), await tenantIdOf(place, SLUG)),
  };
}

test('from the wizard to a booking of a driving school', async () => {
  const began = Date.now();
  const took: string[] = [];
  const step = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    const start = Date.now();
    const result = await work();
    took.push(`${what} ${((Date.now() - start) / 1000).toFixed(1)} s`);
    return result;
  };
  await step('new', () => home.run('niche', ...school));
  await step('validate', () => home.run('niche', 'validate', 'driving-school'));
  await step('conform', () => home.run('niche', 'conform', 'driving-school'));
  const site = [
    '--vertical',
    'driving-school',
    '--name',
    'Autoescuela Sur',
    '--admin',
    'Ana Paz',
    '--email',
    ADMIN,
  ];
  await step('migrate', () => home.run('db', 'migrate'));
  await step('create', () => home.run('tenant', 'create', SLUG, ...site));
  await writeFile(join(home.folder, '.env'), 'MAIL_FROM=Sur <turnos@example.com>\n');
  await step('start', () => home.start());
  const page = await home.visitor(SLUG)('GET', '/');
  expect([page.status, page.text.includes('Autoescuela Sur')]).toEqual([200, true]);
  await step('book', () => book(home, SLUG, CUSTOMER));
  const minutes = (Date.now() - began) / 60_000;
  console.log(`from the wizard to a booking: ${minutes.toFixed(1)} minutes (${took.join(', ')})`);
  expect(minutes).toBeLessThan(MOST_MINUTES);
});

test('the admin follows the mail, signs in and shows a picture', async () => {
  const admin = home.visitor(SLUG);
  const token = await home.tokenFor(ADMIN);
  expect(
    (await admin('POST', '/api/v1/auth/password-reset/confirm', { token, password: PASSWORD })).status,
  ).toBeLessThan(300);
  expect((await admin('POST', '/api/v1/auth/login', { email: ADMIN, password: PASSWORD })).status).toBe(200);
  const businesses = (
    JSON.parse((await admin('GET', '/api/v1/businesses')).text) as { data: { id: string }[] }
  ).data;
  const { body, headers } = uploadForm(businesses[0]!.id, await somePicture());
  const answer = await admin('POST', '/api/v1/media', body, headers);
  expect(answer.status, answer.text).toBe(201);
});

test('an export comes in under another slug with equal rows', async () => {
  await home.run('tenant', 'export', SLUG, '--file', 'sur.tar.gz');
  await home.run('tenant', 'import', 'sur.tar.gz', '--slug', 'autoescuela-2', '--name', 'Autoescuela Dos');
  const url = await home.databaseUrl();
  const [was, is] = [await tenantIdOf(home, SLUG), await tenantIdOf(home, 'autoescuela-2')];
  expect(await rowsOf(url, is)).toEqual(await rowsOf(url, was));
  await book(home, 'autoescuela-2', 'dora@example.com');
});

test('a backup written while it runs is restored elsewhere, where it runs', async () => {
  await home.run('db', 'backup', 'all.tar.gz');
  const was = await rowsOf(await home.databaseUrl(), await tenantIdOf(home, SLUG));
  await elsewhere.run('db', 'restore', 'all.tar.gz');
  await elsewhere.start();
  // Reminders and the like are made while it runs.
  const { bookings, media, users } = await rowsOf(
    await elsewhere.databaseUrl(),
    await tenantIdOf(elsewhere, SLUG),
  );
  expect({ bookings, media, users }).toEqual({
    bookings: was['bookings'],
    media: was['media'],
    users: was['users'],
  });
  const admin = elsewhere.visitor(SLUG);
  expect((await admin('POST', '/api/v1/auth/login', { email: ADMIN, password: PASSWORD })).status).toBe(200);
  await book(elsewhere, SLUG, CUSTOMER);
  await expect(home.run('db', 'restore', 'all.tar.gz')).rejects.toThrow(/in use/);
  await elsewhere.stop();
});

test('the next version meets nothing of the operator', async () => {
  git(home.folder, 'checkout', '--quiet', '-b', 'sur');
  git(home.folder, 'add', OWN_FILE);
  git(home.folder, 'commit', '--quiet', '--message', 'our driving schools');
  git(home.folder, 'branch', '--quiet', '--set-upstream-to', 'origin/main');
  const before = await everythingOwn(home);

  // The next version has one more migration, a vertical of the same name, and a change in a file that everybody has.
  const migration = join(upstream, 'prisma', 'migrations', '20991231000000_next_version');
  await mkdir(migration);
  await writeFile(join(migration, 'migration.sql'), 'ALTER TABLE customers ADD COLUMN nickname TEXT;\n');
  const theirs = {
    ...(JSON.parse(before.vertical) as object),
    $schema: './schema.json',
    name: { 'es-AR': 'Otras' },
  };
  await writeFile(join(upstream, 'niche-configs', 'driving-school.json'), JSON.stringify(theirs));
  await writeFile(
    join(upstream, 'README.md'),
    `${await readFile(join(upstream, 'README.md'), 'utf8')}\nNext.\n`,
  );
  release(upstream, 'v2');

  git(home.folder, 'pull', '--quiet', '--no-rebase', '--no-edit');
  expect(git(home.folder, 'tag', '--points-at', 'origin/main').trim()).toBe('v2');
  // Expand: while the version before serves.
  expect(await home.run('db', 'migrate')).toContain('1 migration applied');
  await book(home, SLUG, 'elsa@example.com');
  await home.stop();
  await home.start();

  const after = await everythingOwn(home);
  expect({ ...after, rows: {} }).toEqual({ ...before, rows: {} });
  const ids = (rows: unknown[] | undefined) => (rows as { id: string }[]).map(({ id }) => id);
  for (const table of ['bookings', 'users', 'media', 'services', 'providers'])
    expect(ids(after.rows[table])).toEqual(expect.arrayContaining(ids(before.rows[table])));
  const page = await home.visitor(SLUG)('GET', '/');
  expect([page.status, page.text.includes('Autoescuela Sur')]).toEqual([200, true]);
  await book(home, SLUG, 'fede@example.com');
});
