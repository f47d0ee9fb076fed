import { expect, it } from 'vitest';
import { MOTIFS } from './verticals.branding.ts';
import { sharedMarks } from './verticals.distinct.ts';
import { loadVerticals } from './verticals.service.ts';

it('lets two share a motif once all are taken, and names those that are not', async () => {
  const [first] = [...(await loadVerticals()).values()];
  const drawn = (motif: (typeof MOTIFS)[number], name: string) => ({
    file: `${name}.json`,
    isOwn: false,
    vertical: { ...first!, vertical: name, branding: { ...first!.branding, motif } },
  });
  const files = MOTIFS.map((motif) => drawn(motif, motif));
  const motifsOf = (read: typeof files) =>
    [...sharedMarks(read)].flatMap(({ found }) => [...found].filter(({ path }) => path === 'branding.motif'));
  expect(motifsOf([...files, drawn('waves', 'sea')])).toEqual([]);
  const [last, ...others] = files.toReversed();
  expect(last?.vertical.branding.motif).toBe('waves');
  expect(motifsOf([...others, drawn('tiles', 'floor')])).toMatchObject([
    { value: 'tiles', remedy: 'Nobody has waves.' },
  ]);
});
