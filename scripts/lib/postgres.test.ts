import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { identityOf, isAlive } from '../launch/processes.mjs';
import { type Postgres, startPostgres } from './postgres.ts';

let dataDir: string;
const running: Postgres[] = [];

// One folder for all tests, because making a cluster takes longer than everything else here.
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'turnero test '));
});
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

async function start() {
  const server = await startPostgres({ dataDir });
  running.push(server);
  return server;
}

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** The same server, but started by a process that can be killed. */
async function startElsewhere() {
  const script = join(dataDir, 'elsewhere.mts');
  const module = JSON.stringify(join(import.meta.dirname, 'postgres.ts'));
  await writeFile(
    script,
    `const { startPostgres } = await import(${module});
     const { url, pid } = await startPostgres({ dataDir: ${JSON.stringify(dataDir)} });
     process.send({ url, pid });
     setInterval(() => {}, 1000);`,
  );
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [message] = (await once(child, 'message')) as [{ url: string; pid: number }];
  return { child, ...message, identity: identityOf(message.pid) };
}

async function untilGone(identity: string) {
  for (let turn = 0; turn < 100 && isAlive(identity); turn++) await sleep(50);
  return !isAlive(identity);
}

test('a creation that was cut off is begun anew', async () => {
  await writeFile(join(dataDir, 'postgres.new'), 'left over');
  expect(await ask((await start()).url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('the owner owns its database and is no superuser', async () => {
  const { url } = await start();
  const rows = await ask(
    url,
    `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, pg_get_userbyid(datdba) as owner, pg_encoding_to_char(encoding) as encoding
     from pg_roles, pg_database where rolname = current_user and datname = current_database()`,
  );
  expect(rows).toEqual([
    {
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: true,
      rolcreatedb: true,
      owner: 'turnero_owner',
      encoding: 'UTF8',
    },
  ]);
});

test('nobody gets in without the password', async () => {
  const { url, port } = await start();
  await expect(ask(url.replace(/:[^:@]+@/, ':guess@'), 'select 1')).rejects.toMatchObject({ code: '28P01' });
  await expect(ask(`postgresql://postgres:@127.0.0.1:${port}/postgres`, 'select 1')).rejects.toThrow();
});

test('data is there again after a stop', async () => {
  const first = await start();
  await ask(first.url, 'create table stopped ()');
  await first.stop();
  expect(await ask((await start()).url, `select to_regclass('stopped')::text as name`)).toEqual([
    { name: 'stopped' },
  ]);
});

test('the server ends when its parent is killed, and the next start finds the data', async () => {
  const elsewhere = await startElsewhere();
  await ask(elsewhere.url, 'create table kept ()');
  elsewhere.child.kill('SIGKILL');
  expect(await untilGone(elsewhere.identity)).toBe(true);
  expect(await ask((await start()).url, `select to_regclass('kept')::text as name`)).toEqual([
    { name: 'kept' },
  ]);
});

test('a server that somebody left behind on the same data is stopped first', async () => {
  const elsewhere = await startElsewhere();
  const { url } = await start();
  expect(isAlive(elsewhere.identity)).toBe(false);
  expect(await ask(url, 'select 1 as one')).toEqual([{ one: 1 }]);
  elsewhere.child.kill('SIGKILL');
});

test('the mark of a killed server whose pid now belongs to another program is no obstacle', async () => {
  await (await start()).stop();
  await writeFile(
    join(dataDir, 'postgres', 'postmaster.pid'),
    `${process.pid}\n${join(dataDir, 'postgres')}\n`,
  );
  expect(await ask((await start()).url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a throw-away server takes its folder with it', async () => {
  const server = await startPostgres({ throwaway: true });
  const [row] = (await ask(server.adminUrl, `select current_setting('data_directory') as folder`)) as {
    folder: string;
  }[];
  const folder = row?.folder ?? '';
  expect(existsSync(folder)).toBe(true);
  await server.stop();
  expect(existsSync(folder)).toBe(false);
});
