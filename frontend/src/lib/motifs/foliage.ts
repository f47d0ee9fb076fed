import type { Motif } from './motifs.ts';
import type { Random } from './random.ts';

const leaves = ['accent-9', 'accent-7', 'accent-11', 'second-8'] as const;

/** Branches with paired leaves, pressed on paper. */
export const foliage: Motif = ({ width, height, random }) => {
  const long = Math.max(width, height) * 0.78;
  const count = 5;
  const branches = Array.from({ length: count }, (_, index) => {
    const x = (width * (index + random.between(0.2, 0.8))) / count;
    const y = height * random.between(0.92, 1.12);
    const tone = leaves[index % leaves.length] ?? leaves[0];
    return branch({
      x,
      y,
      angle: random.between(-24, 24),
      long: long * random.between(0.7, 1.05),
      tone,
      random,
    });
  });
  const sun = `<circle cx="${(width * random.between(0.15, 0.85)).toFixed(0)}" cy="${(height * random.between(0.2, 0.36)).toFixed(0)}" r="${(long * 0.17).toFixed(0)}" fill="var(--second-6)"/>`;
  return `<rect width="${width}" height="${height}" fill="var(--accent-3)"/>${sun}${branches.join('')}`;
};

type Branch = { x: number; y: number; angle: number; long: number; tone: string; random: Random };

function branch({ x, y, angle, long, tone, random }: Branch): string {
  const pairs = random.whole(5, 8);
  const bend = random.between(-60, 60);
  const blades = Array.from({ length: pairs }, (_, index) => {
    const along = (index + 1) / (pairs + 1);
    const size = long * (0.3 - along * 0.17);
    const at = `translate(${(bend * along * along).toFixed(1)} ${(-long * along).toFixed(1)})`;
    return [-1, 1].map(
      (side) =>
        `<path transform="${at} rotate(${side * (58 - along * 22)})" d="M0 0q${(size * 0.26).toFixed(1)} ${(-size * 0.5).toFixed(1)} 0 ${(-size).toFixed(1)}q${(-size * 0.26).toFixed(1)} ${(size * 0.5).toFixed(1)} 0 ${size.toFixed(1)}"/>`,
    );
  });
  const tip = long * 0.16;
  return `<g transform="translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${angle.toFixed(1)})" fill="var(--${tone})"><path d="M0 0Q0 ${(-long * 0.5).toFixed(1)} ${bend.toFixed(1)} ${(-long).toFixed(1)}" fill="none" stroke="var(--${tone})" stroke-width="4"/>${blades.flat().join('')}<path transform="translate(${bend.toFixed(1)} ${(-long * 0.98).toFixed(1)})" d="M0 0q${(tip * 0.28).toFixed(1)} ${(-tip * 0.5).toFixed(1)} 0 ${(-tip).toFixed(1)}q${(-tip * 0.28).toFixed(1)} ${(tip * 0.5).toFixed(1)} 0 ${tip.toFixed(1)}"/></g>`;
}
