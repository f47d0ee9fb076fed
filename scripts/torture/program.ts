import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A program that is none of ours: started, killed, and started again with the same words. */
export interface Program {
  name: string;
  start: () => Promise<void>;
  /** By SIGKILL; resolves when it is gone. */
  kill: () => Promise<void>;
}

/** Why a program cannot be used here; undefined where it can. */
export const missing = (program: string, version: string): string | undefined =>
  spawnSync(program, [version]).status === 0 ? undefined : `no ${program} on the PATH`;

interface ProgramOptions {
  name: string;
  words: [string, ...string[]];
  env: NodeJS.ProcessEnv;
  logFile: string;
  /** Whether it answers. */
  isUp: () => Promise<boolean>;
}

export function programOf({ name, words: [file, ...args], env, logFile, isUp }: ProgramOptions): Program {
  let child: ReturnType<typeof spawn> | undefined;
  return {
    name,
    async start() {
      const log = openSync(logFile, 'a');
      const current = spawn(file, args, { env, stdio: ['ignore', log, log] });
      closeSync(log);
      child = current;
      while (!(await isUp().catch(() => false))) {
        if (current.exitCode !== null)
          throw new Error(`${name} ended with ${current.exitCode}: see ${logFile}`);
        await sleep(50);
      }
    },
    async kill() {
      const running = child;
      child = undefined;
      if (!running || running.exitCode !== null) return;
      const gone = new Promise((resolve) => running.once('exit', resolve));
      running.kill('SIGKILL');
      await gone;
    },
  };
}
