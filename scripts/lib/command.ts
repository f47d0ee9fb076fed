import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { withSecretFiles } from '../../backend/src/env.ts';
import { type Steps, Told } from '../launch/steps.mjs';
import { root } from './paths.ts';

/** What `.env` says, and what is in the files that the environment names instead of secrets. */
function readSettingsOfUser(): void {
  const file = join(root, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  try {
    Object.assign(process.env, withSecretFiles(process.env));
  } catch (error) {
    throw new Told(error instanceof Error ? error.message : String(error));
  }
}

/**
 * The frame of a command: settings from `.env`, and failures told in a sentence with exit code 1.
 * @param work may set `process.exitCode`
 */
export async function runCommand(steps: Steps, work: () => Promise<void>): Promise<void> {
  // A reader that went away (`npm start | head`) is no reason to stop.
  process.stdout.on('error', () => undefined);
  // The channel to the launcher must not keep a finished command alive.
  process.channel?.unref();
  try {
    readSettingsOfUser();
    await work();
  } catch (error) {
    steps.fail(error);
    process.exitCode = 1;
  }
}

/**
 * Calls `stop` when the user or the system asks for the end: Ctrl-C, SIGTERM, a closed terminal, or a launcher that is
 * gone. Asking again after a second means that nobody wants to wait any longer.
 */
export function onEnd(stop: (reason: string) => void, hurry: () => void): void {
  let first = 0;
  const asked = (reason: string) => {
    const now = Date.now();
    if (first === 0) {
      first = now;
      stop(reason);
    } else if (now - first > 1_000) {
      // One Ctrl-C arrives several times: from the terminal, from npm and from the launcher.
      hurry();
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => asked(signal));
  process.on('disconnect', () => asked('the launcher is gone'));
}
