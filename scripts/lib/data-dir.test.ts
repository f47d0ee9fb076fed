import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ensureSecret, ensureWritable, lockDataDir } from './data-dir.ts';
import { claimPort } from './ports.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'turnero data '));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

test('two cannot have the same data folder, one after the other can', async () => {
  const unlock = await lockDataDir(dataDir);
  await expect(lockDataDir(dataDir)).rejects.toThrow(/already runs on the data in .*DATA_DIR=/);
  await unlock();
  await (
    await lockDataDir(dataDir)
  )();
});

test('the lock of a process that was killed counts for nothing', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  await writeFile(join(dataDir, 'lock'), `${pid}@1`);
  await (
    await lockDataDir(dataDir)
  )();
});

test('the lock of another process that has got the same pid counts for nothing', async () => {
  await writeFile(join(dataDir, 'lock'), `${process.pid}@1`);
  await (
    await lockDataDir(dataDir)
  )();
});

test('a folder that cannot be made is one sentence with the way out', async () => {
  await writeFile(join(dataDir, 'file'), '');
  await expect(ensureWritable(join(dataDir, 'file', 'data'))).rejects.toThrow(/cannot be written.*DATA_DIR=/);
  await expect(ensureWritable('/proc/turnero/data')).rejects.toThrow(/cannot be written.*DATA_DIR=/);
});

test('the secret is made once', async () => {
  const secret = await ensureSecret(dataDir);
  expect(secret.length).toBeGreaterThanOrEqual(32);
  expect(await ensureSecret(dataDir)).toBe(secret);
});

test('a taken port is one sentence with the way out, on either address of localhost', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address && typeof address === 'object' ? address.port : 0;
  await expect(claimPort(port, 'localhost')).rejects.toThrow(
    `Port ${port} is taken by another program: choose another with PORT=${port + 1} npm start.`,
  );
  await new Promise((resolve) => server.close(resolve));
  expect(await claimPort(port, 'localhost')).toBe(port);
});
