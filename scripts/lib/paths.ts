import { join } from 'node:path';

/** The folder of the project, whatever folder a command is called from. */
export const root = join(import.meta.dirname, '..', '..');
