import { readdirSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderSchema } from './schema.generate.ts';
import { FONTS } from './verticals.fonts.ts';
import { loadVerticals, readVertical, VERTICALS_DIR, VerticalsError } from './verticals.service.ts';

describe('loadVerticals', () => {
  const temporary = async (use: (dir: string) => Promise<void>) => {
    const dir = await mkdtemp(join(tmpdir(), 'verticals-'));
    try {
      await cp(VERTICALS_DIR, dir, { recursive: true });
      await use(dir);
    } finally {
      await rm(dir, { recursive: true });
    }
  };

  it('accepts every file that is shipped, each with its schema', async () => {
    const names = readdirSync(VERTICALS_DIR).filter(
      (name) => name.endsWith('.json') && name !== 'schema.json',
    );
    const verticals = await loadVerticals();
    expect([...verticals.keys()]).toEqual(names.map((name) => name.replace('.json', '')).toSorted());
    for (const name of names)
      expect(await readFile(join(VERTICALS_DIR, name), 'utf8')).toContain('"./schema.json"');
  });

  it('fills in defaults', async () => {
    const court = (await loadVerticals()).get('padel-club')?.serviceTypes[0];
    expect(court).toMatchObject({ buffers: { before: 0, after: 0 }, requires: { providers: 0 } });
    expect(court?.addOns[0]).toMatchObject({ minutes: 0, maxQuantity: 4 });
  });

  it('refuses a brand, an address or a text that another file has', async () => {
    await temporary(async (dir) => {
      const source = await readFile(join(dir, 'barbershop.json'), 'utf8');
      await writeFile(
        join(dir, 'salon.json'),
        source.replace('"vertical": "barbershop"', '"vertical": "salon"'),
      );
      const error: unknown = await loadVerticals(dir).catch((caught: unknown) => caught);
      if (!(error instanceof VerticalsError)) throw new Error('the copy was accepted');
      const paths = error.mistakes.map(({ path }) => path);
      for (const path of [
        'branding.fonts',
        'branding.motif',
        'demo.tenant.slug',
        'serviceTypes[0].name.en',
      ]) {
        expect(paths).toContain(path);
      }
      expect(error.mistakes.every(({ file }) => file.endsWith('salon.json'))).toBe(true);
      expect(error.message).toMatch(
        /salon\.json: branding\.motif = "stripes": has the same motif as .*barbershop\.json\./,
      );
    });
  });

  it('tells the mistakes of every file', async () => {
    await temporary(async (dir) => {
      await writeFile(join(dir, 'one.json'), '{}');
      await writeFile(join(dir, 'two.json'), '{');
      const error: unknown = await loadVerticals(dir).catch((caught: unknown) => caught);
      expect(String(error)).toMatch(/one\.json: vertical: is missing[\s\S]*two\.json: is not JSON/);
    });
  });
});

describe('a new vertical', () => {
  const say = (text: string) => ({ 'es-AR': text });
  const term = { one: 'guía', other: 'guías', gender: 'f' };
  const names = ['provider', 'customer', 'booking', 'business', 'service', 'location', 'resource'];

  it('needs no code, only what nothing can stand in for, in one language if it likes', () => {
    const file = {
      vertical: 'kayak',
      version: 1,
      name: say('Kayak'),
      tagline: say('Remá.'),
      description: say('Salidas en kayak.'),
      terminology: { 'es-AR': Object.fromEntries(names.map((name) => [name, term])) },
      locale: {
        default: 'es-AR',
        supported: ['es-AR'],
        country: 'AR',
        currency: 'ARS',
        timeZone: 'America/Argentina/Ushuaia',
        phone: { prefix: '+54', example: '+54 2901 55-5012' },
      },
      branding: {
        colors: { accent: '#0a5c4a', second: '#f2a541' },
        fonts: { display: 'rokkitt', text: 'hanken-grotesk' },
        logo: {},
        motif: 'waves',
      },
      categories: [{ key: 'river', name: say('Río') }],
      serviceTypes: [
        {
          key: 'trip',
          name: say('Salida'),
          description: say('Dos horas de río.'),
          category: 'river',
          variants: [{ key: 'one', name: say('Una persona'), minutes: 120, price: 4500000 }],
        },
      ],
      demo: {
        seed: 1,
        tenant: { slug: 'remo', name: 'Remo' },
        businesses: [
          {
            slug: 'beagle',
            name: 'Beagle',
            description: say('Frente al canal.'),
            phone: '+54 2901 55-5012',
            locations: [
              {
                slug: 'puerto',
                name: 'Puerto',
                address: {
                  line: 'Maipú 505',
                  city: 'Ushuaia',
                  region: 'Tierra del Fuego',
                  postalCode: 'V9410',
                },
                point: { latitude: -54.8088, longitude: -68.3068 },
                hours: [{ days: [6, 7], start: '09:00', end: '18:00' }],
              },
            ],
            providers: [
              {
                slug: 'ines',
                name: 'Inés Oyarzún',
                title: say('Guía'),
                bio: say('Conoce cada viento.'),
                hours: [{ days: [6, 7], start: '09:00', end: '18:00' }],
              },
            ],
            services: [{ type: 'trip' }],
          },
        ],
      },
    };
    const { vertical, mistakes } = readVertical('niche-configs/kayak.json', JSON.stringify(file));
    expect(mistakes).toEqual([]);
    expect(vertical).toMatchObject({
      marketplace: { mode: 'marketplace', listing: 'business' },
      branding: { radius: 8, density: 'regular', logo: { case: 'asWritten', weight: 700 } },
      serviceTypes: [{ requires: { providers: 1, resources: [] }, buffers: { before: 0, after: 0 } }],
    });
  });
});

describe('schema.json', () => {
  it('is what the contract says', async () => {
    const committed: unknown = JSON.parse(await readFile(join(VERTICALS_DIR, 'schema.json'), 'utf8'));
    expect(committed).toEqual(JSON.parse(renderSchema()));
  });

  it('describes every key', () => {
    const bare: string[] = [];
    const walk = (node: unknown, path: string) => {
      if (typeof node !== 'object' || node === null) return;
      const { properties } = node as { properties?: Record<string, { description?: string }> };
      for (const [name, property] of Object.entries(properties ?? {})) {
        if (property.description === undefined) bare.push(`${path}.${name}`);
      }
      for (const [name, value] of Object.entries(node)) walk(value, `${path}.${name}`);
    };
    walk(JSON.parse(renderSchema()), '');
    expect(bare).toEqual([]);
  });
});

describe('fonts', () => {
  it('are all installed, under the family and with the weights that are declared', async () => {
    for (const font of Object.values(FONTS)) {
      const css = await readFile(
        new URL(`../../../../node_modules/${font.package}/index.css`, import.meta.url),
        'utf8',
      );
      expect(css).toContain(`font-family: '${font.family}'`);
      expect(css).toContain(`font-weight: ${font.weights.join(' ')};`);
    }
  });
});
