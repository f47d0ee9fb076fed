import type { Motif } from './motifs.ts';

/** A tiled wall: quarter circles and petals turned at random, and one tile so clean that it shines. */
export const tiles: Motif = ({ width, height, random }) => {
  const size = Math.round(Math.min(width, height) / random.pick([3, 4, 5] as const));
  const columns = Math.ceil(width / size);
  const rows = Math.ceil(height / size);
  const ornament = random.pick([petals, arcs, lattice] as const);
  const parts: string[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const turn = 90 * random.whole(0, 3);
      const half = size / 2;
      parts.push(
        `<g transform="translate(${column * size + half} ${row * size + half}) rotate(${turn}) scale(${(size / 100).toFixed(3)})">${ornament((row + column) % 2 === 0)}</g>`,
      );
    }
  }
  const x = size * random.whole(1, Math.max(1, columns - 2));
  const y = size * random.whole(0, Math.max(0, rows - 2));
  return `<rect width="${width}" height="${height}" fill="var(--neutral-6)"/>${parts.join('')}${shine(x + size * 0.5, y + size * 0.5, size)}`;
};

const ground = (tone: string) =>
  `<rect x="-49" y="-49" width="98" height="98" rx="3" fill="var(--${tone})"/>`;

function petals(even: boolean): string {
  const petal = (angle: number) =>
    `<path transform="rotate(${angle})" d="M0 0C22-12 40-30 46-46C30-40 12-22 0 0Z"/>`;
  return `${ground(even ? 'neutral-1' : 'accent-3')}<g fill="var(--${even ? 'accent-9' : 'accent-8'})">${[0, 90, 180, 270].map(petal).join('')}</g><circle r="9" fill="var(--second-9)"/>`;
}

function arcs(even: boolean): string {
  return `${ground(even ? 'accent-9' : 'neutral-1')}<path d="M-49-49h70a70 70 0 0 1-70 70Z" fill="var(--${even ? 'neutral-1' : 'accent-9'})"/><path d="M-49-49h34a34 34 0 0 1-34 34Z" fill="var(--second-9)"/><path d="M49 49h-34a34 34 0 0 1 34-34Z" fill="var(--${even ? 'second-7' : 'accent-6'})"/>`;
}

function lattice(even: boolean): string {
  return `${ground(even ? 'neutral-1' : 'second-4')}<path d="M0-46L46 0L0 46L-46 0Z" fill="var(--${even ? 'accent-9' : 'accent-7'})"/><path d="M0-24L24 0L0 24L-24 0Z" fill="var(--${even ? 'second-9' : 'neutral-1'})"/>`;
}

function shine(x: number, y: number, size: number): string {
  const long = size * 0.46;
  const thin = size * 0.06;
  const star = `M0 ${-long}L${thin} ${-thin}L${long} 0L${thin} ${thin}L0 ${long}L${-thin} ${thin}L${-long} 0L${-thin} ${-thin}Z`;
  return `<path transform="translate(${x.toFixed(0)} ${y.toFixed(0)})" d="${star}" fill="var(--neutral-1)" stroke="var(--accent-11)" stroke-width="2"/>`;
}
