import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { extended, mergeOver } from './verticals.extends.ts';
import { loadVerticals, VERTICALS_DIR, VerticalsError } from './verticals.service.ts';

describe('mergeOver', () => {
  it.each<[what: string, base: unknown, own: unknown, merged: unknown]>([
    ['merges objects', { a: 1, b: { c: 2, d: 3 } }, { b: { c: 4 }, e: 5 }, { a: 1, b: { c: 4, d: 3 }, e: 5 }],
    ['takes away what is null', { a: 1, b: { c: 2, d: 3 } }, { a: null, b: { c: null } }, { b: { d: 3 } }],
    [
      'merges lists by key, and adds at the end',
      [
        { key: 'x', n: 1 },
        { key: 'y', n: 2, more: true },
      ],
      [
        { key: 'z', n: 4 },
        { key: 'y', n: 3 },
      ],
      [
        { key: 'x', n: 1 },
        { key: 'y', n: 3, more: true },
        { key: 'z', n: 4 },
      ],
    ],
    ['replaces other lists', { days: [1, 2, 3] }, { days: [4] }, { days: [4] }],
    ['replaces with an empty list', [{ key: 'x' }], [], []],
    ['replaces what is of another kind', { a: { b: 1 } }, { a: 'text' }, { a: 'text' }],
    [
      'is not led astray by a prototype',
      {},
      JSON.parse('{"__proto__": {"a": 1}}'),
      JSON.parse('{"__proto__": {"a": 1}}'),
    ],
  ])('%s', (_, base, own, merged) => {
    expect(mergeOver(base, own)).toEqual(merged);
  });
});

describe('extended', () => {
  const others = new Map<string, unknown>([
    ['grand', { a: 1, b: 1, c: 1 }],
    ['parent', { extends: 'grand', b: 2, c: 2 }],
    ['loop', { extends: 'pool' }],
    ['pool', { extends: 'loop' }],
  ]);

  it('goes all the way up', () => {
    expect(extended('own', { extends: 'parent', c: 3 }, others)).toEqual({
      data: { extends: 'parent', a: 1, b: 2, c: 3 },
    });
  });

  it.each([
    ['loop', 'loop', /back to itself: own > loop > pool > loop/],
    ['itself', 'own', /own > own/],
    ['nothing like it', 'zzzzzz', /Use one of grand, parent/],
    ['a misspelt one', 'parents', /Did you mean "parent"\?/],
  ])('points at %s', (_, parent, told) => {
    const answer = extended('own', { extends: parent }, new Map([...others, ['own', { extends: parent }]]));
    if (!('mistake' in answer)) throw new Error('it was accepted');
    expect(answer.mistake.path).toBe('extends');
    expect(`${answer.mistake.message}. ${answer.mistake.remedy}`).toMatch(told);
  });
});

describe('a file that extends another', () => {
  const withFile = async (file: object, use: (dir: string) => Promise<void>) => {
    const dir = await mkdtemp(join(tmpdir(), 'verticals-'));
    try {
      await cp(VERTICALS_DIR, dir, { recursive: true });
      await writeFile(join(dir, 'kids-barbershop.json'), JSON.stringify(file));
      await use(dir);
    } finally {
      await rm(dir, { recursive: true });
    }
  };
  const child = {
    vertical: 'kids-barbershop',
    extends: 'barbershop',
    scheduling: { slotInterval: 20 },
    serviceTypes: [{ key: 'kids-cut', capacity: 1, approval: true }],
    demo: { tenant: { slug: 'rulitos', name: 'Rulitos' } },
  };

  it('is whole, says only what is its own, and may look like its parent', async () => {
    await withFile(child, async (dir) => {
      const verticals = await loadVerticals(dir);
      const [parent, own] = [verticals.get('barbershop'), verticals.get('kids-barbershop')];
      expect(own?.branding).toEqual(parent?.branding);
      expect(own?.scheduling).toEqual({ ...parent?.scheduling, slotInterval: 20 });
      expect(own?.serviceTypes.map(({ key }) => key)).toEqual(parent?.serviceTypes.map(({ key }) => key));
      expect(own?.serviceTypes.filter(({ approval }) => approval).map(({ key }) => key)).toEqual([
        'kids-cut',
      ]);
      expect(parent?.serviceTypes.some(({ approval }) => approval)).toBe(false);
    });
  });

  it('needs an address of its own', async () => {
    await withFile({ ...child, demo: {} }, async (dir) => {
      const error: unknown = await loadVerticals(dir).catch((caught: unknown) => caught);
      if (!(error instanceof VerticalsError)) throw new Error('it was accepted');
      expect(error.mistakes.map(({ path }) => path)).toEqual(['demo.tenant.slug']);
    });
  });

  it('is told where its own part is wrong', async () => {
    await withFile({ ...child, scheduling: { slotInterval: 0 } }, async (dir) => {
      await expect(loadVerticals(dir)).rejects.toThrow(/kids-barbershop\.json: scheduling\.slotInterval = 0/);
    });
  });

  it('may leave out in an editor what it takes from there', async () => {
    const schema = JSON.parse(await readFile(join(VERTICALS_DIR, 'schema.json'), 'utf8')) as {
      required: string[];
      else: { required: string[] };
    };
    expect(schema.required).toEqual(['vertical']);
    expect(schema.else.required).toContain('branding');
  });
});
