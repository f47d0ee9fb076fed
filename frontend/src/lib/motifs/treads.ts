import type { Motif } from './motifs.ts';

/** The marks of tyres crossing a workshop floor, with its painted lines. */
export const treads: Motif = ({ width, height, random }) => {
  const reach = Math.hypot(width, height);
  const wide = Math.min(width, height) * random.between(0.2, 0.27);
  const pattern = random.whole(0, 2);
  const first = random.between(-34, -16);
  const tracks = [
    track({
      x: width * random.between(0.2, 0.36),
      y: height / 2,
      angle: first,
      wide,
      reach,
      tone: 'neutral-12',
      pattern,
    }),
    track({
      x: width * random.between(0.58, 0.82),
      y: height / 2,
      angle: first + random.between(44, 66),
      wide: wide * 0.86,
      reach,
      tone: 'accent-6',
      pattern: (pattern + 1) % 3,
    }),
  ];
  const line = height * random.between(0.66, 0.8);
  const dashes = `<path d="M0 ${line.toFixed(0)}H${width}" stroke="var(--second-9)" stroke-width="34" stroke-dasharray="150 70" stroke-dashoffset="${random.whole(0, 200)}"/>`;
  return `<rect width="${width}" height="${height}" fill="var(--accent-9)"/><path d="M0 ${(height * 0.32).toFixed(0)}L${width} ${(height * 0.08).toFixed(0)}V0H0Z" fill="var(--accent-7)"/>${dashes}${tracks.join('')}`;
};

type Track = {
  x: number;
  y: number;
  angle: number;
  wide: number;
  reach: number;
  tone: string;
  pattern: number;
};

function track({ x, y, angle, wide, reach, tone, pattern }: Track): string {
  const half = wide / 2;
  const step = wide * 0.34;
  const lugs: string[] = [];
  for (let at = -reach; at < reach; at += step) {
    const thick = (step * 0.52).toFixed(1);
    if (pattern === 0) {
      lugs.push(
        `M${-half} ${at.toFixed(1)}L${(-half * 0.12).toFixed(1)} ${(at + step * 0.7).toFixed(1)}v${thick}L${-half} ${(at + step * 0.52).toFixed(1)}Z`,
      );
      lugs.push(
        `M${half} ${(at + step / 2).toFixed(1)}L${(half * 0.12).toFixed(1)} ${(at + step * 1.2).toFixed(1)}v${thick}L${half} ${(at + step * 1.02).toFixed(1)}Z`,
      );
    } else if (pattern === 1) {
      for (const side of [-half, -half * 0.28, half * 0.44])
        lugs.push(
          `M${side.toFixed(1)} ${at.toFixed(1)}h${(half * 0.56).toFixed(1)}v${thick}h${(-half * 0.56).toFixed(1)}Z`,
        );
    } else {
      lugs.push(
        `M${-half} ${(at + step * 0.5).toFixed(1)}L0 ${at.toFixed(1)}L${half} ${(at + step * 0.5).toFixed(1)}v${thick}L0 ${(at + step * 0.52).toFixed(1)}L${-half} ${(at + step * 1.02).toFixed(1)}Z`,
      );
    }
  }
  return `<path transform="translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${angle.toFixed(1)})" d="${lugs.join('')}" fill="var(--${tone})"/>`;
}
