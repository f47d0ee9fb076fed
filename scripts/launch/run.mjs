// Runs a tool quietly and keeps the end of its output for the case that it fails.
import { spawn } from 'node:child_process';
import { Told } from './steps.mjs';

const keep = 6_000;

/**
 * @param {string} file
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, failure: string }} options `failure` is the sentence told when it fails
 * @returns {Promise<string>} what the tool wrote to its standard output
 */
export function run(file, args, { cwd, env = process.env, failure }) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let tail = '';
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      tail = (tail + chunk).slice(-keep);
    });
    child.stderr.on('data', (chunk) => (tail = (tail + chunk).slice(-keep)));
    child.on('error', (error) => reject(new Told(failure, error.message)));
    child.on('close', (code, signal) => {
      if (code === 0) resolve(output);
      else reject(new Told(failure, withoutAddresses(tail) || `It ended with ${signal ?? `code ${code}`}.`));
    });
  });
}

/**
 * A registry's address may carry a password, and is nobody's business in a log that gets pasted around.
 * @param {string} text
 */
function withoutAddresses(text) {
  return text.replace(/https?:\/\/[^\s'")]+/g, '<address>');
}
