import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { testDatabase } from '../backend/test/database.ts';
import { loadVerticals, VERTICALS_DIR } from '../backend/src/modules/verticals/verticals.service.ts';
import { conformance, type Outcome } from '../scripts/niche/conformance.ts';
import { makeNew } from '../scripts/niche/new.ts';

const told = vi.spyOn(console, 'log').mockImplementation(() => undefined);
const output = () => {
  const text = told.mock.calls.flat().join('\n');
  told.mockClear();
  return text;
};

let dir: string;
beforeAll(async () => {
  dir = join(await mkdtemp(join(tmpdir(), 'turnero new ')), 'niche-configs');
  await cp(VERTICALS_DIR, dir, { recursive: true });
});
afterAll(async () => {
  told.mockRestore();
  await rm(join(dir, '..'), { recursive: true, force: true });
});

/** A driving school: none of the shipped ones, and nothing in the code is about one. */
const school = [
  'driving-school',
  ...['--name', 'Autoescuelas', '--brand', 'Volante', '--takes', 'both'],
  ...['--provider', 'instructor, instructores, m', '--resource', 'auto, autos, m'],
  ...['--service', 'Clase práctica | 45 | 25000 | Al volante desde el primer minuto.'],
  ...['--service', 'Examen de manejo | 60 | 40000', '--yes'],
];

test('a vertical made from flags books, moves and cancels as it should', async () => {
  expect(await makeNew(school, dir)).toBe(true);
  expect(output()).toMatch(/driving-school\.json is written[\s\S]*scheduling.* as in [\s\S]*branding\.motif/);
  const vertical = (await loadVerticals(dir)).get('driving-school')!;
  expect(vertical).toMatchObject({
    terminology: { 'es-AR': { provider: { one: 'instructor', gender: 'm' } } },
    serviceTypes: [
      { key: 'clase-practica', variants: [{ minutes: 45, price: 2_500_000 }], requires: { providers: 1 } },
      { key: 'examen-de-manejo' },
    ],
    demo: { tenant: { slug: 'driving-school', name: 'Volante' } },
  });
  const database = await testDatabase();
  try {
    const outcomes: Outcome[] = [];
    for await (const outcome of conformance(database.env, [vertical])) outcomes.push(outcome);
    expect(outcomes.filter(({ passed }) => !passed)).toEqual([]);
    expect(outcomes.map(({ type }) => type)).toEqual(['clase-practica', 'examen-de-manejo']);
  } finally {
    await database.drop();
  }
}, 120_000);

test('whatever is answered, the file has no mistake, and later ones find a look of their own', async () => {
  const service = ['--service', 'One | 60 | 10.50', '--service', 'Other | 90 | 20', '--yes'];
  const kinds: string[][] = [
    ['--place', 'online', '--language', 'en', '--currency', 'USD'],
    ['--place', 'customer', '--people', '2', '--language', 'pt-BR', '--mode', 'single'],
    ['--takes', 'thing', '--from', 'blank'],
    ['--takes', 'both', '--seats', '12'],
    ['--takes', 'thing', '--seats', '20', '--accent', '#1f5fa8'],
  ];
  for (const [index, kind] of kinds.entries())
    expect(
      await makeNew([`kind-${index}`, '--name', `Kind ${index}`, ...kind, ...named(service, index)], dir),
    ).toBe(true);
  const all = await loadVerticals(dir);
  expect(all.get('kind-0')).toMatchObject({
    locale: { supported: ['en'], currency: 'USD' },
    serviceTypes: [{ place: 'online', variants: [{ price: 1050 }] }, {}],
  });
  expect(all.get('kind-3')?.demo.businesses[0]?.sessions.length).toBeGreaterThan(3);
  expect(await readFile(join(dir, 'own', 'kind-3.json'), 'utf8')).toContain('"days": [1, 3]');
});

/** No two verticals may sell something of the same name. */
const named = (words: string[], index: number) =>
  words.map((word) => word.replace(/^(One|Other)/, `$1 of ${index}`));

test('a wizard asks until an answer is one, and proposes the nearest', async () => {
  const answers: Record<string, string[]> = {
    'In which language': ['es-ar', 'en'],
    'What is it?': ['', 'Driving ranges'],
    'What does a booking take?': ['thing'],
    'What is sold?': ['Bay', '', 'Bay | 30 | 12', ''],
  };
  let question = '';
  const ask = (prompt: string) => {
    question = told.mock.calls
      .flat()
      .filter((line) => /\n/.test(String(line)))
      .at(-1) as string;
    const [, said] = Object.entries(answers).find(([start]) => question.trim().startsWith(start)) ?? [];
    expect(prompt).toContain('>');
    return Promise.resolve(said?.shift() ?? '');
  };
  expect(await makeNew(['driving-range'], dir, ask)).toBe(true);
  const text = output();
  expect(text).toContain('did you mean "es-AR"?');
  expect(text).toContain('"Bay": write it like');
  expect((await loadVerticals(dir)).get('driving-range')?.serviceTypes[0]?.requires).toMatchObject({
    providers: 0,
  });
});

test('what cannot be made is told all at once, and leaves no file', async () => {
  const before = await readdir(dir);
  const wrong = [
    '--place',
    'onlin',
    '--seats',
    'many',
    '--currency',
    'PESO',
    '--zone',
    'Europe/Madird',
    '--yes',
  ];
  await expect(makeNew(['new-one', ...wrong], dir)).rejects.toMatchObject({
    details: expect.stringMatching(
      /--name: [\s\S]*--place: did you mean "online"[\s\S]*--seats: [\s\S]*--service: [\s\S]*--currency: [\s\S]*--zone: did you mean "Europe\/Madrid"/,
    ) as string,
  });
  await expect(makeNew(['barbershop', '--yes'], dir)).rejects.toThrow('already');
  await expect(makeNew(['Barber Shop', '--yes'], dir)).rejects.toThrow('no key');
  const twin = ['--name', 'Twin', '--service', 'Clase práctica | 45 | 25000', '--yes'];
  await expect(makeNew(['twin', ...twin], dir)).rejects.toMatchObject({
    message: expect.stringContaining('Nothing was written') as string,
    details: expect.stringContaining('the same text') as string,
  });
  expect(await readdir(dir)).toEqual(before);
});
