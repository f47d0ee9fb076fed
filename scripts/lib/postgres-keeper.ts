import { spawn } from 'node:child_process';
import type { ChildProcess, StdioOptions } from 'node:child_process';
import { type RunAs, spawnIds } from './postgres-user.ts';

/**
 * The shell becomes PostgreSQL (so the pid is its pid) and leaves a watcher behind that reads a pipe from us. When we
 * end, however we end, the pipe closes and the watcher asks for a fast shutdown. It is orphaned on purpose, so that
 * PostgreSQL never meets a child that it did not start.
 */
const keeper = `
folder=$1; shift
(
  (
    cat <&3 >/dev/null
    kill -INT $$
    if [ -n "$folder" ]; then
      turns=0
      while kill -0 $$ && [ $turns -lt 100 ]; do turns=$((turns + 1)); sleep 0.1; done
      rm -rf "$folder"
    fi
  ) >/dev/null 2>&1 &
)
exec "$@" 3<&-
`;

/** A running PostgreSQL whose life hangs on ours. */
export type Kept = { process: ChildProcess; exited: Promise<string>; release: () => void };

/**
 * @param words the program and its arguments
 * @param options `log` is an open file for its output; `remove` a folder to delete when it has ended
 * @returns `release` lets it shut down; `exited` resolves with the reason once it has
 */
export function keep(
  words: string[],
  options: { runAs: RunAs; log: number; remove: string | undefined; env: NodeJS.ProcessEnv },
): Kept {
  const { runAs, log, remove = '', env } = options;
  const [file = 'sh', ...args] = [...runAs.prefix, 'sh', '-c', keeper, 'keeper', remove, ...words];
  const stdio: StdioOptions = ['ignore', log, log, 'pipe'];
  // A session of its own, so that Ctrl-C in the terminal does not reach it before the processes that use it have ended.
  const child = spawn(file, args, { cwd: '/', detached: true, stdio, env, ...spawnIds(runAs) });
  const pipe = child.stdio[3];
  const release = () => {
    if (pipe && 'end' in pipe) pipe.end();
  };
  const exited = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code, signal) => {
      release();
      resolve(signal ?? `code ${code ?? 'unknown'}`);
    });
  });
  pipe?.on('error', () => undefined);
  return { process: child, exited, release };
}
