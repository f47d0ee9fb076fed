import type { Motif } from './motifs.ts';

/** A lens from the front: rings, the blades of its aperture, and the reflections along its axis. */
export const lenses: Motif = ({ width, height, random }) => {
  const radius = Math.min(width, height) * random.between(0.44, 0.58);
  const x = width * random.between(0.3, 0.7);
  const y = height * random.between(0.42, 0.58);
  const blades = random.pick([6, 7, 8, 9] as const);
  const open = random.between(0.26, 0.5);
  const rings = [1, 0.9, 0.8].map(
    (share, index) =>
      `<circle r="${(radius * share).toFixed(1)}" fill="var(--${['neutral-12', 'neutral-11', 'neutral-12'][index] ?? 'neutral-12'})"/>`,
  );
  const marks = Array.from({ length: 48 }, (_, index) => {
    const long = index % 4 === 0 ? 0.055 : 0.03;
    return `<path transform="rotate(${index * 7.5})" d="M0 ${(-radius * 0.97).toFixed(1)}v${(radius * long).toFixed(1)}"/>`;
  });
  const iris = Array.from({ length: blades }, (_, index) => blade(radius * 0.74, open, blades, index));
  const away = Math.atan2(height / 2 - y, width / 2 - x) || 0.6;
  const flares = [0.5, 0.95, 1.35].map((share, index) => {
    const cx = x + Math.cos(away) * radius * share * 1.3;
    const cy = y + Math.sin(away) * radius * share * 1.3;
    return `<circle cx="${cx.toFixed(1)}" cy="${cy.toFixed(1)}" r="${(radius * ([0.1, 0.18, 0.07][index] ?? 0.1)).toFixed(1)}" fill="var(--second-7)" opacity="0.55"/>`;
  });
  return `<rect width="${width}" height="${height}" fill="var(--${random.pick(['accent-9', 'neutral-6', 'second-5'] as const)})"/><g transform="translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${random.between(0, 60).toFixed(1)})">${rings.join('')}<g stroke="var(--second-9)" stroke-width="3">${marks.join('')}</g><circle r="${(radius * 0.74).toFixed(1)}" fill="var(--second-4)"/>${iris.join('')}</g>${flares.join('')}`;
};

/** From the rim to the edge of the opening, leaning on the blade before it. */
function blade(radius: number, open: number, count: number, index: number): string {
  const turn = (2 * Math.PI) / count;
  const at = (angle: number, share: number) =>
    `${(radius * share * Math.cos(angle)).toFixed(1)} ${(radius * share * Math.sin(angle)).toFixed(1)}`;
  const from = turn * index;
  return `<path d="M${at(from, open)}L${at(from + turn, open)}L${at(from + turn * 1.6, 1)}A${radius.toFixed(1)} ${radius.toFixed(1)} 0 0 0 ${at(from + turn * 0.6, 1)}Z" fill="var(--${index % 2 === 0 ? 'accent-11' : 'accent-10'})" stroke="var(--neutral-1)" stroke-width="2"/>`;
}
