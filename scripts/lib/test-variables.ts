import { secretNames, variableNames } from '../../backend/src/env.ts';

/** The environment without our settings: tests must not reach a database or a mail server that somebody has set up. */
export function testVariables(): NodeJS.ProcessEnv {
  const ours = new Set([...variableNames, ...secretNames.map((name) => `${name}_FILE`)]);
  const kept = Object.entries(process.env).filter(([name]) => !ours.has(name));
  return { ...Object.fromEntries(kept), NODE_ENV: 'test' };
}
