import type { Motif } from './motifs.ts';

const orders: [string[], ...string[][]] = [
  ['accent-9', 'neutral-1', 'second-9', 'neutral-1'],
  ['accent-9', 'second-9', 'neutral-1', 'accent-11'],
  ['accent-11', 'neutral-1', 'accent-9', 'second-9'],
];

/** The barber's pole wound over the whole ground, and his combs laid on it. */
export const stripes: Motif = ({ width, height, random }) => {
  const angle = random.pick([-32, -24, 24, 32]);
  const band = random.between(58, 86);
  const order = random.pick(orders);
  const reach = width + height;
  const count = Math.ceil((reach * 2) / band);
  const bands = Array.from({ length: count }, (_, index) => {
    const wide = band * (index % 2 === 0 ? 1 : 0.5);
    return `<rect x="${-reach + index * band}" y="${-reach}" width="${wide}" height="${reach * 3}" fill="var(--${order[index % order.length]})"/>`;
  });
  const combs = Array.from({ length: 2 }, (_, index) => {
    const x = width * random.between(0.12 + index * 0.4, 0.34 + index * 0.42);
    const y = height * random.between(0.22, 0.78);
    return comb(
      x,
      y,
      angle + 90 * random.pick([0, 1] as const) + random.between(-8, 8),
      random.between(0.85, 1.25),
    );
  });
  return `<rect width="${width}" height="${height}" fill="var(--second-4)"/><g transform="rotate(${angle} ${width / 2} ${height / 2})">${bands.join('')}</g>${combs.join('')}`;
};

function comb(x: number, y: number, angle: number, scale: number): string {
  const teeth = Array.from({ length: 26 }, (_, index) => {
    const fine = index > 12;
    const step = fine ? 92 + (index - 13) * 7.4 : -104 + index * 15;
    return `<rect x="${step}" y="-6" width="${fine ? 3.2 : 7}" height="58" rx="1.6"/>`;
  });
  return `<g transform="translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${angle.toFixed(1)}) scale(${scale.toFixed(2)})" fill="var(--neutral-12)"><rect x="-116" y="-34" width="314" height="32" rx="9"/><rect x="-116" y="-20" width="10" height="72" rx="4"/><rect x="188" y="-20" width="10" height="72" rx="4"/>${teeth.join('')}</g>`;
}
