import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { VERTICALS_DIR } from '../backend/src/modules/verticals/verticals.service.ts';
import { list } from '../scripts/niche/list.ts';
import { validate } from '../scripts/niche/validate.ts';

const told = vi.spyOn(console, 'log').mockImplementation(() => undefined);
const output = () => {
  const text = told.mock.calls.flat().join('\n');
  told.mockClear();
  return text;
};

/** The files, one of which has two mistakes. */
let folder: string;
beforeAll(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'turnero niche ')), 'niche-configs');
  await cp(VERTICALS_DIR, folder, { recursive: true });
  const file = join(folder, 'tours.json');
  const json = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  await writeFile(file, JSON.stringify({ ...json, version: 'two', fetures: {} }));
});
afterAll(async () => {
  told.mockRestore();
  await rm(join(folder, '..'), { recursive: true, force: true });
});

test('list shows what each vertical has and where its demo is', async () => {
  expect(await list(['padel-club', 'tours'])).toBe(true);
  const lines = output().split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[1]).toMatch(/^padel-club +Padel clubs +4 +5 +Bandeja +http:\/\/bandeja\./);
});

test('validate tells every mistake, of the files it is asked about', async () => {
  expect(await validate([])).toBe(true);
  expect(output()).toBe('12 files, 0 mistakes');
  expect(await validate([], folder)).toBe(false);
  const text = output();
  expect(text).toContain('niche-configs/tours.json: version = "two": is not a whole number.');
  expect(text).toContain(
    'niche-configs/tours.json: fetures = {}: is not a key that this file has. Did you mean',
  );
  expect(text).toContain('12 files, 2 mistakes');
  expect(await validate(['padel-club'], folder)).toBe(true);
  expect(output()).toBe('1 file, 0 mistakes');
  await expect(validate(['padel-clubs'], folder)).rejects.toThrow('did you mean "padel-club"?');
});

test('validate tells twenty mistakes of one file, each with its path, and the nearest name', async () => {
  const file = join(folder, 'clinic.json');
  const source = await readFile(file, 'utf8');
  const json = JSON.parse(source) as Record<string, Record<string, unknown>>;
  const [one, two, three] = json['serviceTypes'] as unknown as Record<string, unknown>[];
  const spoil = (at: Record<string, unknown> | undefined, wrong: object) => Object.assign(at ?? {}, wrong);
  spoil(json, { tagLine: 1, servicetypes: [], polices: {} });
  spoil(json['locale'], { country: 'ar', currency: 'peso', firstWeekday: 8, currencies: [], zone: 'UTC' });
  spoil(json['branding'], { radius: 'round', density: 'dense', motifs: [] });
  spoil(json['scheduling'], { slotInterval: 0, packing: 'noOrphan', minNotice: 60 });
  spoil(one, { place: 'home', capacity: 0, buffer: {} });
  spoil(two, { key: 'Two words', variants: [] });
  spoil(three, { category: 7 });
  await writeFile(file, JSON.stringify(json));
  expect(await validate(['clinic'], folder)).toBe(false);
  const lines = output().split('\n');
  await writeFile(file, source);
  expect(lines.at(-1)).toBe('1 file, 20 mistakes');
  expect(new Set(lines.slice(0, -1).map((line) => /: ([\w.[\]]+) = /.exec(line)?.[1])).size).toBe(20);
  const of = (path: string) => lines.find((line) => line.includes(`: ${path} = `));
  expect(of('polices')).toContain('Did you mean "policies"?');
  expect(of('branding.motifs')).toContain('Did you mean "motif"?');
  expect(of('scheduling.packing')).toContain('Did you mean "noOrphans"?');
  expect(of('serviceTypes[0].buffer')).toContain('Did you mean "buffers"?');
});
