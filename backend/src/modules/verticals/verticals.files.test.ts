import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OWN, verticalFiles, VERTICALS_DIR } from './verticals.files.ts';
import { loadVerticals } from './verticals.service.ts';

let dir: string;
/** What comes with Turnero, and beside it an own barbershop and an own salon that looks and speaks like a shipped one. */
beforeAll(async () => {
  dir = join(await mkdtemp(join(tmpdir(), 'turnero own ')), 'niche-configs');
  await cp(VERTICALS_DIR, dir, { recursive: true });
  await mkdir(join(dir, OWN), { recursive: true });
  await own('barbershop', 'barbershop', 'Own barbers');
  await own('salon', 'hair-salon', 'Salons');
});
afterAll(() => rm(join(dir, '..'), { recursive: true }));

/** An own vertical that is a shipped one under another name. */
async function own(key: string, like: string, name: string): Promise<void> {
  const shipped = JSON.parse(await readFile(join(VERTICALS_DIR, `${like}.json`), 'utf8')) as object;
  const names = { 'es-AR': name, en: name, 'pt-BR': name };
  const data = { ...shipped, $schema: '../schema.json', vertical: key, name: names };
  await writeFile(join(dir, OWN, `${key}.json`), JSON.stringify(data));
}

it('takes the file of the operator where both have a key', async () => {
  const file = (await verticalFiles(dir)).find(({ key }) => key === 'barbershop');
  expect(file).toMatchObject({ name: 'niche-configs/own/barbershop.json', isOwn: true });
  expect((await loadVerticals(dir)).get('barbershop')?.name.en).toBe('Own barbers');
});

it('does not mind an own one that looks like one that came with a later version', async () => {
  const verticals = await loadVerticals(dir);
  expect(verticals.get('salon')?.branding).toEqual(verticals.get('hair-salon')?.branding);
});

it('compares own ones with each other', async () => {
  await own('salon-two', 'hair-salon', 'More salons');
  await expect(loadVerticals(dir)).rejects.toThrow(/own\/salon-two\.json: branding\.fonts.*own\/salon\.json/);
});
