import type { Motif } from './motifs.ts';

const tones = [
  'accent-9',
  'accent-5',
  'second-9',
  'second-5',
  'neutral-5',
  'accent-11',
  'neutral-1',
] as const;

/** A week's calendar seen as a building: columns of blocks, some of them taken. */
export const blocks: Motif = ({ width, height, random }) => {
  const columns = 7;
  const gap = 10;
  const wide = (width - gap * (columns + 1)) / columns;
  const parts: string[] = [];
  for (let column = 0; column < columns; column++) {
    let y = gap - random.between(0, 60);
    while (y < height) {
      const tall = random.pick([44, 66, 88, 132, 176] as const);
      const x = gap + column * (wide + gap);
      parts.push(
        `<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${wide.toFixed(1)}" height="${tall}" rx="4" fill="var(--${random.pick(tones)})"/>`,
      );
      y += tall + gap;
    }
  }
  return `<rect width="${width}" height="${height}" fill="var(--neutral-3)"/>${parts.join('')}`;
};
