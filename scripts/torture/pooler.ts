import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import pg from 'pg';
import { root } from '../lib/paths.ts';
import { type Program, programOf } from './program.ts';

/** The first PgBouncer that keeps prepared statements apart in transaction mode. */
const LEAST: [number, number] = [1, 21];

/** Why there is no PgBouncer before the database of a fleet here; undefined where there is. */
export const poolerMissing = ((): string | undefined => {
  const { status, stdout } = spawnSync('pgbouncer', ['--version'], { encoding: 'utf8' });
  const [, major = '0', minor = '0'] = /PgBouncer (\d+)\.(\d+)/.exec(status === 0 ? stdout : '') ?? [];
  if (major === '0') return 'no pgbouncer on the PATH';
  const isOld = Number(major) === LEAST[0] && Number(minor) < LEAST[1];
  return isOld
    ? `the pgbouncer on the PATH is ${major}.${minor}, and ${LEAST.join('.')} is needed`
    : undefined;
})();

const answers = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });

/** The look-up that `docker/postgres/pooler.sh` makes, with psql's variable filled in. */
export async function createLookUp(adminUrl: string, password: string): Promise<void> {
  const source = await readFile(join(root, 'docker', 'postgres', 'pooler.psql'), 'utf8');
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(source.replaceAll(":'pooler'", pg.escapeLiteral(password)));
  } finally {
    await client.end();
  }
}

/** PgBouncer as in docker-compose.yml: its file, with the addresses of this machine. */
export async function poolerOf(adminUrl: string, port: number, folder: string): Promise<Program> {
  const password = randomBytes(24).toString('hex');
  await createLookUp(adminUrl, password);
  const users = join(folder, 'userlist.txt');
  await writeFile(users, `"turnero_pooler" "${password}"\n`, { mode: 0o644 });
  const given = await readFile(join(root, 'docker', 'pgbouncer.ini'), 'utf8');
  const changes: [string, string][] = [
    ['host=postgres port=5432', `host=127.0.0.1 port=${new URL(adminUrl).port}`],
    ['listen_addr = 0.0.0.0', 'listen_addr = 127.0.0.1'],
    ['listen_port = 6432', `listen_port = ${port}`],
    ['auth_file = /tmp/userlist.txt', `auth_file = ${users}`],
  ];
  const config = changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`docker/pgbouncer.ini does not say "${from}" any more`);
    return text.replace(from, to);
  }, given);
  const file = join(folder, 'pgbouncer.ini');
  await writeFile(file, config);
  // It refuses to be root.
  const asNobody = process.getuid?.() === 0 ? (['setpriv', '--reuid=65534', '--clear-groups'] as const) : [];
  const words = [...asNobody, 'pgbouncer', file] as unknown as [string, ...string[]];
  return programOf({
    name: 'pgbouncer',
    words,
    logFile: join(folder, 'pgbouncer.log'),
    env: { PATH: process.env['PATH'] },
    isUp: () => answers(port),
  });
}
