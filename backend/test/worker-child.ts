// A worker process of its own, for tests that kill it: its job never ends, and it says so when it has begun.
import * as z from 'zod/mini';
import { openDeps } from '../src/deps.ts';
import { readEnv } from '../src/env.ts';
import { tenantTask } from '../src/modules/jobs/task.ts';
import { startWorker } from '../src/modules/jobs/worker.ts';

const begin = async () => {
  process.send?.('begun');
  await new Promise(() => undefined);
};
await startWorker(await openDeps(readEnv(), 'worker'), {
  'mail.send': tenantTask({ payload: z.unknown(), maxAttempts: 5, run: begin }),
});
// The parent's death ends it too.
process.on('disconnect', () => process.exit(0));
