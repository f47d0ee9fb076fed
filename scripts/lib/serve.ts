import type { DemoSummary } from '../../backend/src/database/demo.ts';
import type { Steps } from '../launch/steps.mjs';
import { createCleanup } from './cleanup.ts';
import { onEnd } from './command.ts';
import { prepareDatabase } from './database.ts';
import { type Stack, type StackOptions, startStack } from './stack.ts';
import { summarise } from './summary.ts';

/**
 * Runs Turnero until somebody asks for its end.
 * @param options what differs between `npm start` and `npm run dev`; `only` is the key of the one vertical that gets its demo tenant
 * @returns the running stack
 */
export async function serve(
  steps: Steps,
  { only, ...options }: Pick<StackOptions, 'variables' | 'web' | 'prepare' | 'throwaway'> & { only?: string },
): Promise<Stack> {
  const began = performance.now();
  const cleanup = createCleanup();
  let stack: Stack | undefined;
  const ending = new AbortController();
  const end = (reason: string, code: number) => {
    ending.abort();
    steps.say(`\n  Stopping (${reason}) ...`);
    cleanup.run().then(
      () => {
        steps.say('  Stopped.');
        process.exit(code);
      },
      (error: unknown) => {
        steps.fail(error);
        process.exit(1);
      },
    );
  };
  onEnd(
    (reason) => end(reason, 0),
    () => {
      stack?.kill();
      process.exit(1);
    },
  );
  let demo: DemoSummary | undefined;
  try {
    stack = await startStack({
      ...options,
      steps,
      cleanup,
      prepareDatabase: async (env) => void (demo = await prepareDatabase(env, steps, only)),
      onNote: (line) => steps.say(`  ! ${line}`),
      onLost: (reason) => end(`PostgreSQL ended: ${reason}; see postgres.log in the data folder`, 1),
    });
  } catch (error) {
    // What breaks because it is being stopped is no failure; the end is on its way and exits.
    if (ending.signal.aborted) return new Promise(() => undefined);
    await cleanup.run();
    throw error;
  }
  steps.say(
    `\n  Turnero serves ${stack.url} (ready in ${((performance.now() - began) / 1000).toFixed(1)} s)`,
  );
  for (const line of summarise(stack.url, demo)) steps.say(line);
  return stack;
}
