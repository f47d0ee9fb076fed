import { basename } from 'node:path';
import { verticalFiles } from '../../backend/src/modules/verticals/verticals.files.ts';
import {
  loadVerticals,
  VERTICALS_DIR,
  VerticalsError,
  type FileMistake,
} from '../../backend/src/modules/verticals/verticals.service.ts';
import { chosen } from './chosen.ts';

const keyOf = (file: string) => basename(file, '.json');

/** All files are read, whichever are asked about: some mistakes are that two of them say the same. */
async function mistakesOfAll(dir: string): Promise<readonly FileMistake[]> {
  try {
    await loadVerticals(dir);
    return [];
  } catch (error) {
    if (error instanceof VerticalsError) return error.mistakes;
    throw error;
  }
}

/**
 * Prints every mistake in the files of the verticals chosen.
 * @param dir the folder of the files
 * @returns whether there is none
 */
export async function validate(keys: string[], dir: string = VERTICALS_DIR): Promise<boolean> {
  const all = (await verticalFiles(dir)).map(({ key }) => key);
  const wanted = chosen(keys, all);
  const mistakes = (await mistakesOfAll(dir)).filter(({ file }) => wanted.includes(keyOf(file)));
  if (mistakes.length > 0) console.log(new VerticalsError(mistakes).message);
  const count = (number: number, one: string) => `${number} ${one}${number === 1 ? '' : 's'}`;
  console.log(`${count(wanted.length, 'file')}, ${count(mistakes.length, 'mistake')}`);
  return mistakes.length === 0;
}
