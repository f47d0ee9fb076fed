import type { Motif } from './motifs.ts';

const tones = ['accent-9', 'accent-11', 'second-9', 'accent-7', 'second-6'] as const;

/** Locks of hair, combed from one side to the other, each with its lights. */
export const strands: Motif = ({ width, height, random }) => {
  const side = random.pick([1, -1] as const);
  const locks = 11;
  const reach = Math.max(width, height);
  const parts = Array.from({ length: locks }, (_, index) => {
    const top = -reach * 0.25 + (reach * 1.5 * index) / locks;
    const swing = reach * random.between(0.42, 0.6);
    return lock(
      width,
      top,
      reach * random.between(0.1, 0.17),
      swing,
      tones[index % tones.length] ?? tones[0],
    );
  });
  const flip = side === 1 ? '' : ` transform="translate(${width} 0) scale(-1 1)"`;
  return `<rect width="${width}" height="${height}" fill="var(--second-4)"/><g${flip}><g transform="rotate(-34 ${width / 2} ${height / 2})">${parts.join('')}</g></g>`;
};

/** One curved band over the whole width, and thinner curves along it. */
function lock(width: number, top: number, wide: number, swing: number, tone: string): string {
  const from = -width * 0.5;
  const across = width * 2;
  const curve = (y: number) =>
    `M${from.toFixed(0)} ${y.toFixed(0)}c${(across * 0.3).toFixed(0)} ${(-swing).toFixed(0)} ${(across * 0.62).toFixed(0)} ${swing.toFixed(0)} ${across.toFixed(0)} ${(-swing * 0.2).toFixed(0)}`;
  const lights = [0.24, 0.4, 0.62, 0.8].map((share, index) => {
    const y = top - wide / 2 + wide * share;
    return `<path d="${curve(y)}" stroke="var(--${index % 2 === 0 ? 'neutral-1' : 'neutral-12'})" stroke-width="${index % 2 === 0 ? 3 : 2}" opacity="${index % 2 === 0 ? 0.5 : 0.28}"/>`;
  });
  return `<g fill="none" stroke-linecap="round"><path d="${curve(top)}" stroke="var(--${tone})" stroke-width="${wide.toFixed(0)}"/>${lights.join('')}</g>`;
}
