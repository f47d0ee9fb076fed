import type { Motif } from './motifs.ts';

/** Rows of arches, each with arches inside it, some of them lit. */
export const arches: Motif = ({ width, height, random }) => {
  const wide = width / random.whole(4, 7);
  const tall = wide * random.between(1.15, 1.5);
  const offset = random.between(0, 0.5);
  const drawn: string[] = [];
  for (let row = 0; row * tall < height + tall; row += 1) {
    const shift = (row % 2 === 0 ? 0 : 0.5) + offset;
    for (let column = -1; (column - 1) * wide < width; column += 1) {
      const lit = random.whole(0, 5) === 0;
      drawn.push(arch((column + shift) * wide, (row + 1) * tall, wide, tall, lit));
    }
  }
  const ground = random.pick(['accent-9', 'accent-10', 'neutral-11'] as const);
  return `<rect width="${width}" height="${height}" fill="var(--${ground})"/>${drawn.join('')}`;
};

/** @param foot its lower edge */
function arch(left: number, foot: number, wide: number, tall: number, lit: boolean): string {
  const tones = lit
    ? ['accent-7', 'second-9', 'second-7', 'second-9']
    : ['accent-7', 'accent-9', 'accent-5', 'accent-11'];
  return tones
    .map((tone, index) => {
      const half = wide * (0.46 - index * 0.11);
      const middle = left + wide / 2;
      const shoulder = foot - tall * 0.94 + half + index * wide * 0.11;
      return `<path d="M${(middle - half).toFixed(1)} ${foot.toFixed(1)}V${shoulder.toFixed(1)}a${half.toFixed(1)} ${half.toFixed(1)} 0 0 1 ${(half * 2).toFixed(1)} 0V${foot.toFixed(1)}Z" fill="var(--${tone})"/>`;
    })
    .join('');
}
