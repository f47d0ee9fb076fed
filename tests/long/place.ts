import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readRun } from '../../scripts/lib/data-dir.ts';
import { root } from '../../scripts/lib/paths.ts';
import { freePort } from '../../scripts/lib/ports.ts';
import { send, type Question, type Reply } from '../../scripts/lib/send.ts';
import { testVariables } from '../../scripts/lib/test-variables.ts';
import { cookies } from '../lib/cookies.ts';

const PATIENCE_MS = 240_000;
/** What is made from the sources, and would only be made again. */
const MADE = ['frontend/build', 'frontend/.svelte-kit', 'frontend/src/paraglide', 'backend/generated'];

/** @throws Error with what Git says */
export function git(folder: string, ...words: string[]): string {
  const who = [
    '-c',
    'user.name=Operator',
    '-c',
    'user.email=operator@example.com',
    '-c',
    'commit.gpgsign=false',
  ];
  const { status, stdout, stderr } = spawnSync('git', [...who, ...words], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${words.join(' ')}: ${stderr}`);
  return stdout;
}

/** The files of this project as they are now, as the first version of a repository. */
export async function makeUpstream(folder: string): Promise<void> {
  const files = git(root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard')
    .split('\0')
    .filter(Boolean);
  for (const file of files) {
    if (!existsSync(join(root, file))) continue;
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await cp(join(root, file), join(folder, file));
  }
  git(folder, 'init', '--quiet', '--initial-branch=main');
  release(folder, 'v1');
}

export function release(folder: string, tag: string): void {
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message', tag);
  git(folder, 'tag', tag);
}

/** A clone with the packages of this project, which are the same. */
export async function cloneOf(upstream: string, folder: string): Promise<void> {
  git(dirname(folder), 'clone', '--quiet', upstream, folder);
  for (const part of ['', 'backend', 'frontend']) {
    const packages = join(root, part, 'node_modules');
    if (existsSync(packages)) await symlink(packages, join(folder, part, 'node_modules'));
  }
  for (const made of MADE)
    if (existsSync(join(root, made))) await cp(join(root, made), join(folder, made), { recursive: true });
}

/** An installation: a clone and a data folder. */
export class Place {
  readonly folder: string;
  readonly dataDir: string;
  port = 0;
  #server: ChildProcess | undefined;

  constructor(folder: string, dataDir: string) {
    this.folder = folder;
    this.dataDir = dataDir;
  }

  #spawn(words: readonly string[]): { child: ChildProcess; output: () => string } {
    const child = spawn(process.execPath, [join(this.folder, 'scripts', 'launch.mjs'), ...words], {
      cwd: this.folder,
      env: {
        ...testVariables(),
        NODE_ENV: 'production',
        INIT_CWD: this.folder,
        DATA_DIR: this.dataDir,
        PORT: String(this.port),
        DEMO: 'false',
        LOG_LEVEL: 'error',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    return { child, output: () => output };
  }

  /** What `npm run <words>` does. @returns what it printed @throws Error where it fails */
  async run(...words: string[]): Promise<string> {
    const { child, output } = this.#spawn(words);
    const code = await new Promise<number | null>((resolve) => {
      child.once('close', resolve);
    });
    if (code !== 0) throw new Error(`${words.join(' ')} ended with ${String(code)}:\n${output()}`);
    return output();
  }

  /** @param words of a command that serves @param sign what it says once it does */
  async start(words: readonly string[] = ['start'], sign = 'Turnero serves'): Promise<() => string> {
    this.port = await freePort();
    const { child, output } = this.#spawn(words);
    this.#server = child;
    const until = Date.now() + PATIENCE_MS;
    while (!output().includes(sign)) {
      if (child.exitCode !== null || Date.now() > until) throw new Error(`no start:\n${output()}`);
      await sleep(50);
    }
    return output;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server || server.exitCode !== null) return;
    const gone = new Promise((resolve) => {
      server.once('close', resolve);
    });
    server.kill('SIGTERM');
    await gone;
  }

  /** Of a running one. */
  async databaseUrl(): Promise<string> {
    return (await readRun(this.dataDir))?.databaseUrl ?? '';
  }

  /** The token in the link of the newest mail to somebody. */
  async tokenFor(email: string): Promise<string> {
    const inbox = join(this.dataDir, 'inbox');
    const until = Date.now() + PATIENCE_MS;
    while (Date.now() < until) {
      await sleep(200);
      const names = existsSync(inbox) ? (await readdir(inbox)).filter((name) => name.endsWith('.eml')) : [];
      for (const name of names.toSorted().reverse()) {
        const text = (await readFile(join(inbox, name), 'utf8'))
          .replace(/=\r?\n/g, '')
          .replaceAll('=3D', '=');
        const [, token] = /token=([\w-]{43})/.exec(text) ?? [];
        if (text.includes(email) && token) return token;
      }
    }
    throw new Error(`no mail to ${email}`);
  }

  /** Somebody with a browser on a tenant's site. */
  visitor(slug: string) {
    const jar = cookies();
    return async (
      method: NonNullable<Question['method']>,
      path: string,
      body?: object,
      headers = {},
    ): Promise<Reply> => {
      const host = `${slug}.localhost:${this.port}`;
      const sent = { ...jar.headers(), ...headers };
      const reply = await send({ port: this.port, host, method, path, body, headers: sent });
      jar.keep(reply);
      return reply;
    };
  }
}
