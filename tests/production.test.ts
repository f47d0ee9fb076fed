import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { validate as lint } from 'dockerfile-utils';
import { afterAll, describe, expect, test } from 'vitest';
import { readEnv, secretNames, variableNames } from '../backend/src/env.ts';
import { apiPaths } from '../backend/src/front/front.ts';
import { root } from '../scripts/lib/paths.ts';
import { backendRole } from '../scripts/lib/role.ts';
import { caddyMissing } from '../scripts/torture/door.ts';
import { addressesOf, compose, composeText, filledIn, read, readStages } from './lib/compose.ts';

const OURS = ['web', 'api', 'worker', 'migrate'] as const;
const PORTS = { web: 'WEB_PORT', api: 'API_PORT', worker: 'WORKER_PORT' } as const;
const folder = mkdtempSync(join(tmpdir(), 'turnero-production-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { services, networks, secrets, volumes } = compose;
const serviceOf = (name: string) => {
  const service = services[name];
  if (!service) throw new Error(`docker-compose.yml has no service ${name}`);
  return service;
};

describe('docker-compose.yml', () => {
  test('is what the compose specification describes', () => {
    const schema = JSON.parse(read('tests', 'lib', 'compose-spec.schema.json')) as object;
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    validate(compose);
    expect(validate.errors ?? []).toEqual([]);
    validate({ ...compose, services: { ...services, api: { ...services['api'], replicas: 3 } } });
    expect(validate.errors).not.toBeNull();
  });

  test('gives processes variables that there are, with values that they take', () => {
    const known = new Set([...variableNames, ...secretNames.map((name) => `${name}_FILE`)]);
    for (const name of OURS) {
      const unknown = Object.keys(serviceOf(name).environment ?? {}).filter(
        (variable) => !known.has(variable),
      );
      expect(unknown, name).toEqual([]);
    }
    const asked = [...composeText.matchAll(/\$\{([A-Z0-9_]+)/g)].map(([, name = '']) => name);
    // Prometheus has it, and no process of ours.
    expect(asked.filter((name) => !known.has(name) && name !== 'RUNBOOK_URL')).toEqual([]);
  });

  test.each(OURS)('%s is no root, writes nowhere else, and starts as its image says', (name) => {
    const service = serviceOf(name);
    const stage = readStages().get(service.build?.target ?? '');
    expect(service).toMatchObject({ user: 'node', read_only: true, cap_drop: ['ALL'] });
    expect(stage?.user).toBe('node');
    expect(service.command).toBeUndefined();
    const words = backendRole(name).map((word) => word.replace(`${root}/`, ''));
    expect(stage?.words).toEqual(['node', ...words]);
    if (name === 'migrate') return;
    expect(service.healthcheck?.test).toEqual(['CMD', ...(stage?.health ?? [])]);
    expect(service.healthcheck?.test.at(-1)).toBe(service.environment?.[PORTS[name]]);
  });

  test.each(['web', 'api', 'worker'])('%s can be scaled', (name) => {
    expect(serviceOf(name).container_name).toBeUndefined();
    expect(serviceOf(name).ports).toBeUndefined();
  });

  test('watches over everything that runs for long, and lets nothing write to its own files', () => {
    const lasting = Object.entries(services).filter(([, { restart }]) => restart === 'unless-stopped');
    expect(lasting.length).toBeGreaterThan(10);
    for (const [name, { healthcheck, read_only: isReadOnly }] of lasting) {
      expect(healthcheck?.test[0], name).toBe('CMD');
      expect(isReadOnly, name).toBe(true);
    }
  });

  test('mounts what there is', () => {
    const mounts = Object.values(services).flatMap(({ volumes = [] }) =>
      volumes.map((volume) => volume.split(':')[0]),
    );
    for (const mount of mounts) {
      if (mount?.startsWith('./')) expect(existsSync(join(root, mount)), mount).toBe(true);
      else if (!mount?.startsWith('/')) expect(Object.keys(volumes)).toContain(mount);
    }
  });

  test('has a bucket in its profile `s3`, where processes look with the same keys', () => {
    const s3 = serviceOf('s3');
    expect(s3.profiles).toEqual(['s3']);
    expect(s3.image).toMatch(/:v\d+\.\d+\.\d+$/);
    const there = s3.environment ?? {};
    for (const name of ['api', 'worker', 'migrate']) {
      const { environment = {}, secrets = [], networks } = serviceOf(name);
      const { hostname, port } = new URL(filledIn(environment['S3_ENDPOINT'] ?? ''));
      expect([hostname, networks]).toEqual(['s3', expect.arrayContaining(s3.networks as string[])]);
      expect(s3.healthcheck?.test.at(-1)).toContain(`:${port}${there['VGW_HEALTH']}`);
      expect([environment['S3_ACCESS_KEY_ID'], environment['S3_BUCKET'], environment['S3_REGION']]).toEqual([
        there['ROOT_ACCESS_KEY'],
        there['BUCKET'],
        there['VGW_REGION'],
      ]);
      expect(secrets).toEqual(expect.arrayContaining(s3.secrets ?? []));
      expect(s3.command?.join(' ')).toContain(environment['S3_SECRET_ACCESS_KEY_FILE']);
    }
    expect(serviceOf('web').secrets).toBeUndefined();
  });

  test('lets Caddy look for processes at every address that they can have, and at no other', () => {
    const { environment = {} } = serviceOf('caddy');
    for (const [network, list, port] of [
      ['apis', 'API_UPSTREAMS', '4000'],
      ['webs', 'WEB_UPSTREAMS', '4100'],
    ] as const) {
      const [config = { subnet: '', ip_range: '', gateway: '' }] = networks[network]?.ipam?.config ?? [];
      const free = addressesOf(config.ip_range, config.subnet);
      expect(environment[list]?.split(' ')).toEqual(free.map((address) => `${address}:${port}`));
      const fixed = Object.values(services).flatMap(({ networks }) =>
        Array.isArray(networks) ? [] : (networks[network]?.ipv4_address ?? []),
      );
      const taken = [config.gateway, ...fixed];
      expect(new Set(taken).size).toBe(taken.length);
      const inside = addressesOf(config.subnet, config.subnet);
      for (const address of taken)
        expect([inside.includes(address), free.includes(address)]).toEqual([true, false]);
    }
  });

  test('has its secrets made by a script that keeps what is there, and they make a whole environment', () => {
    const make = () =>
      spawnSync('sh', [join(root, 'docker', 'secrets.sh')], { cwd: folder, encoding: 'utf8' });
    const first = make();
    expect(first.status, first.stderr).toBe(0);
    const made = () =>
      Object.fromEntries(
        readdirSync(join(folder, 'secrets')).map((name) => [
          name,
          readFileSync(join(folder, 'secrets', name), 'utf8'),
        ]),
      );
    const before = made();
    expect(Object.keys(before).toSorted()).toEqual(Object.keys(secrets).toSorted());
    for (const [name, { file }] of Object.entries(secrets)) expect(file).toBe(`./secrets/${name}`);
    expect(statSync(join(folder, 'secrets')).mode & 0o077).toBe(0);
    expect(make().stdout).toBe('');
    expect(made()).toEqual(before);
    for (const name of OURS) {
      const given = Object.entries(serviceOf(name).environment ?? {}).map(([variable, value]) => [
        variable,
        filledIn(value).replace('/run/', `${folder}/`),
      ]);
      const environment = Object.fromEntries(given) as NodeJS.ProcessEnv;
      if (name === 'web') continue;
      const env = readEnv({ ...environment, STORAGE: 's3' });
      expect([env.S3_BUCKET, env.S3_SECRET_ACCESS_KEY?.length], name).toEqual(['turnero', 64]);
      expect(new URL(env.DATABASE_APP_URL).host, name).toBe('pgbouncer:6432');
      expect(new URL(env.DATABASE_DIRECT_URL).host, name).toBe('postgres:5432');
      // Only whoever migrates knows the owner's password.
      expect(new URL(env.DATABASE_URL).password === '', name).toBe(name !== 'migrate');
    }
  });
});

describe('the Dockerfile', () => {
  test('has no mistake that a linter finds', () => {
    expect(lint(read('Dockerfile')).map(({ message, range }) => [range.start.line + 1, message])).toEqual([]);
    expect(lint('FORM node')).not.toEqual([]);
  });

  test('builds on the Node of .nvmrc', () => {
    expect(read('Dockerfile')).toContain(`ARG NODE_VERSION=${read('.nvmrc').trim()}\n`);
  });

  test('copies what there is, and what .dockerignore lets through', () => {
    const ignore = read('.dockerignore');
    const copied = [...read('Dockerfile').matchAll(/^COPY (?!--from)(?:--\S+ )*(.+) \S+$/gm)]
      .flatMap(([, files = '']) => files.split(' '))
      .filter((file) => file !== '.');
    expect(copied.length).toBeGreaterThan(5);
    for (const file of copied) {
      expect(existsSync(join(root, file)), file).toBe(true);
      expect(
        [file, file.split('/')[0]].some((path) => ignore.includes(`\n!${path}\n`)),
        file,
      ).toBe(true);
    }
  });
});

const title = 'is a configuration that Caddy takes';

describe('the Caddyfile', () => {
  const text = read('docker', 'Caddyfile');

  test('hands to the api what the front hands to it, but for what is for the inside only', () => {
    const [, paths = ''] = /@api path (.+)/.exec(text) ?? [];
    const [, inside = ''] = /@inside path (.+)/.exec(text) ?? [];
    const forApi = apiPaths.filter((path) => path !== '/metrics');
    for (const path of forApi) expect(paths.split(' ')).toContain(path);
    expect(
      paths
        .split(' ')
        .map((path) => path.replace(/\/\*$/, ''))
        .every((path) => forApi.includes(path)),
    ).toBe(true);
    expect(inside.split(' ')).toEqual(expect.arrayContaining(['/metrics', '/internal/*']));
  });

  test('hears of a process that ends, and has let go of its connections, before it closes', () => {
    const seconds = (name: string) => Number(new RegExp(`${name} (?:\\{\\$\\w+:)?(\\d+)s`).exec(text)?.[1]);
    const hears = seconds('health_interval') + seconds('keepalive');
    expect(hears * 1_000).toBeLessThan(Number(serviceOf('api').environment?.['DRAIN_MS']));
  });

  test.skipIf(caddyMissing)(caddyMissing ? `${title} (skipped: ${caddyMissing})` : title, () => {
    const env = { ...process.env, HOME: folder, ...serviceOf('caddy').environment };
    const words = ['validate', '--adapter', 'caddyfile', '--config', join(root, 'docker', 'Caddyfile')];
    const { status, stderr } = spawnSync('caddy', words, { env, encoding: 'utf8' });
    expect(status, stderr).toBe(0);
  });
});
