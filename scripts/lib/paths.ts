import { join, resolve } from 'node:path';

/** The folder of the project, whatever folder a command is called from. */
export const root = join(import.meta.dirname, '..', '..');

/** A file that was named on the command line: npm changes into the folder of package.json, and it was named where npm was called. */
export const pathOf = (file: string): string => resolve(process.env['INIT_CWD'] ?? '.', file);
