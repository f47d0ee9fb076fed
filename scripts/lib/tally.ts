import { readFile, writeFile } from 'node:fs/promises';

/** What one runner did. */
export type Tally = { passed: number; failed: string[]; skipped: { name: string; reason: string }[] };

const variable = 'TURNERO_TALLY';

/** The environment that makes our reporters write what they counted. */
export const tallyTo = (file: string): Record<string, string> => ({ [variable]: file });

/** Called by a reporter at the end of its run; does nothing for a runner that somebody started by hand. */
export async function writeTally(tally: Tally): Promise<void> {
  const file = process.env[variable];
  if (file) await writeFile(file, JSON.stringify(tally));
}

/** @returns undefined when the runner ended before it could count */
export async function readTally(file: string): Promise<Tally | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text ? (JSON.parse(text) as Tally) : undefined;
}

/** Adds up, and says what must not be overlooked. */
export function summariseTallies(tallies: Tally[]): { lines: string[]; failed: boolean } {
  const failed = tallies.flatMap((tally) => tally.failed);
  const skipped = tallies.flatMap((tally) => tally.skipped);
  const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0);
  const lines = [
    ...skipped.map(({ name, reason }) => `skipped: ${name} (${reason})`),
    ...failed.map((name) => `failed: ${name}`),
    `${passed} passed, ${failed.length} failed, ${skipped.length} skipped`,
  ];
  return { lines, failed: failed.length > 0 };
}
