import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readVertical, VERTICALS_DIR } from '../src/modules/verticals/verticals.service.ts';

type Json = Record<string, unknown>;

/** A change of a file's data before it is read. */
export type Change = (data: Json) => void;

const source = readFileSync(join(VERTICALS_DIR, 'barbershop.json'), 'utf8');

function at(data: Json, path: string): { owner: Json; name: string } {
  const parts = path.split(/[.[\]]+/).filter((part) => part !== '');
  const name = parts.pop() ?? '';
  return { owner: parts.reduce((value, part) => (value[part] ??= {}) as Json, data), name };
}

/** @param path as mistakes tell it: `serviceTypes[0].name.en` */
export const set =
  (path: string, value: unknown): Change =>
  (data) => {
    const { owner, name } = at(data, path);
    owner[name] = value;
  };

export const drop =
  (path: string): Change =>
  (data) => {
    const { owner, name } = at(data, path);
    Reflect.deleteProperty(owner, name);
  };

/** What is told of `barbershop.json` after these changes. */
export function mistakesAfter(...changes: Change[]) {
  const data = JSON.parse(source) as Json;
  for (const change of changes) change(data);
  return readVertical('niche-configs/barbershop.json', JSON.stringify(data)).mistakes;
}
