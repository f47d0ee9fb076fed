import type { VitalsReport } from '@turnero/backend/contracts/vitals';

type ErrorFacts = VitalsReport['errors'][number];

/** FNV-1a: enough to see that two failures are the same. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (const sign of text) value = Math.imul(value ^ (sign.codePointAt(0) ?? 0), 0x01000193);
  return (value >>> 0).toString(16).padStart(8, '0');
}

/**
 * What is told of a failure: its kind, where it was in our files, and a number for its message. Messages and addresses can
 * hold names and tokens, so neither leaves the browser.
 */
export function errorFacts(error: unknown): ErrorFacts {
  const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  const at = /([\w.-]+\.(?:js|svelte|ts))(?:\?[^:\s)]*)?:(\d+):(\d+)/.exec(stack);
  return {
    name: /^\w{1,60}$/.test(name) ? name : 'Error',
    hash: hash(message),
    at: at && error instanceof Error ? `${at[1]}:${at[2]}:${at[3]}`.slice(-120) : '',
  };
}
