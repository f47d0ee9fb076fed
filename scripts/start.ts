// `npm start`: the whole of Turnero on one address, with everything it needs.
import { createSteps } from './launch/steps.mjs';
import { runCommand } from './lib/command.ts';
import { ensureFrontend } from './lib/frontend.ts';
import { serve } from './lib/serve.ts';

const steps = createSteps();
await runCommand(steps, async () => {
  await serve(steps, { variables: process.env, prepare: () => ensureFrontend(steps) });
});
