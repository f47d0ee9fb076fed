import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { identityOf } from '../launch/processes.mjs';
import { Told } from '../launch/steps.mjs';
import { root } from './paths.ts';

export type RoleOptions = {
  /** How it is called to people, such as `api` or `api 2`. */
  name: string;
  /** What Node runs: the program and its arguments. */
  words: string[];
  cwd?: string;
  env: NodeJS.ProcessEnv;
  /** A file for its output; left out, it writes where we write. */
  logFile: string | undefined;
  /** Something about it has changed: ready, draining, gone. */
  onChange: () => void;
  onNote: (line: string) => void;
};

/** A process of ours that is started again when it ends without being asked to. */
export type Role = {
  name: string;
  pid: () => number | undefined;
  identity: () => string;
  /** Whether it takes work now: ready, and not about to end. */
  serving: () => boolean;
  /** Resolves when it is ready for the first time. @throws Told when it ends before that */
  ready: Promise<void>;
  send: (message: object) => void;
  /** Asks it to end and start again, as after a change of its code. */
  restart: () => Promise<void>;
  /** SIGTERM, and after a while SIGKILL. Resolves when it is gone, and does not start again. */
  stop: () => Promise<void>;
  kill: () => void;
};

type Message = { type: 'ready' } | { type: 'draining' };

/** Longer than the processes give themselves. */
const patience = 20_000;
const longestPause = 15_000;
/** After this long a process counts as healthy, and its next failure as its first. */
const healthyAfter = 30_000;

export function startRole({ name, words, cwd = root, env, logFile, onChange, onNote }: RoleOptions): Role {
  let child: ChildProcess | undefined;
  let gone: Promise<void> = Promise.resolve();
  let state: 'starting' | 'ready' | 'draining' | 'gone' = 'starting';
  let wanted = true;
  let restarting = false;
  let pause = 500;
  let timer: NodeJS.Timeout | undefined;
  const first = Promise.withResolvers<void>();
  // Whoever starts roles waits for this; a role that is stopped early must not count as an unhandled failure.
  first.promise.catch(() => undefined);
  let wasReady = false;

  const become = (next: typeof state) => {
    state = next;
    if (next === 'ready') {
      wasReady = true;
      first.resolve();
    }
    onChange();
  };

  const start = () => {
    const began = Date.now();
    state = 'starting';
    const log = logFile === undefined ? 'inherit' : openSync(logFile, 'a');
    // A group of its own: Ctrl-C in the terminal reaches only us, and we stop the roles in a good order.
    const stdio: StdioOptions = ['ignore', log, log, 'ipc'];
    const current = spawn(process.execPath, words, { cwd, env, stdio, detached: true });
    if (typeof log === 'number') closeSync(log);
    child = current;
    current.on('message', (message: Message) => {
      if (message.type === 'ready') become('ready');
      if (message.type === 'draining') become('draining');
    });
    gone = new Promise((resolve) => {
      const ended = (reason: string) => {
        become('gone');
        resolve();
        if (wanted) again(reason, Date.now() - began);
      };
      current.once('error', (error) => ended(error.message));
      current.once('exit', (code, signal) => ended(signal ?? `code ${code ?? 'unknown'}`));
    });
    onChange();
  };

  const again = (reason: string, lived: number) => {
    if (!wasReady && !restarting) {
      wanted = false;
      first.reject(
        new Told(`The process "${name}" did not start (${reason})${logFile ? `: see ${logFile}` : ''}.`),
      );
      return;
    }
    if (lived > healthyAfter || restarting) pause = 500;
    const wait = restarting ? 0 : pause;
    if (!restarting) onNote(`${name} ended (${reason}); starting it again in ${wait / 1000} s`);
    pause = Math.min(pause * 2, longestPause);
    restarting = false;
    timer = setTimeout(start, wait);
  };

  const end = async () => {
    clearTimeout(timer);
    if (state === 'gone') return;
    child?.kill('SIGTERM');
    const late = setTimeout(() => child?.kill('SIGKILL'), patience);
    await gone;
    clearTimeout(late);
  };

  start();
  return {
    name,
    pid: () => (state === 'gone' ? undefined : child?.pid),
    identity: () => (state === 'gone' || !child?.pid ? '' : identityOf(child.pid)),
    serving: () => state === 'ready',
    ready: first.promise,
    send: (message) => {
      if (child?.connected) child.send(message, () => undefined);
    },
    restart: async () => {
      if (!wanted) return;
      if (state === 'gone') {
        clearTimeout(timer);
        start();
        return;
      }
      restarting = true;
      await end();
    },
    stop: async () => {
      wanted = false;
      await end();
    },
    kill: () => {
      wanted = false;
      child?.kill('SIGKILL');
    },
  };
}

/** Prisma queues the queries of one transaction at the driver, which warns at the first that its next version will not. */
const quiet = '--disable-warning=DeprecationWarning';

/** The words that start one of the roles of the backend. */
export const backendRole = (role: string): string[] => [quiet, join(root, 'backend', 'src', 'main.ts'), role];
