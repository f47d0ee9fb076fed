import type { Motif } from './motifs.ts';

/** A court from above, tilted and cropped, with its net, its mesh fence and the ball's way through the air. */
export const courts: Motif = ({ width, height, random }) => {
  const angle = random.pick([-18, -11, 12, 19, 72]);
  const x = width * random.between(0.36, 0.64);
  const y = height * random.between(0.42, 0.6);
  const scale = (Math.max(width, height) / 640) * random.between(1.05, 1.4);
  const floor = random.pick(['accent-9', 'accent-9', 'accent-10'] as const);
  const side = random.pick([1, -1] as const);
  return `<rect width="${width}" height="${height}" fill="var(--neutral-4)"/>${mesh(width, height, random.between(18, 26))}<g transform="translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${angle}) scale(${scale.toFixed(2)})"><rect x="-250" y="-125" width="500" height="250" fill="var(--accent-4)"/><rect x="-220" y="-104" width="440" height="208" fill="var(--${floor})"/><g fill="none" stroke="var(--on-accent)" stroke-width="5"><rect x="-210" y="-94" width="420" height="188"/><path d="M-145-94v188M145-94v188M-145 0h290"/></g>${net()}</g>${flight(width, height, side, random.between(0.12, 0.3))}`;
};

function mesh(width: number, height: number, step: number): string {
  const lines: string[] = [];
  for (let at = -height; at < width + height; at += step) {
    lines.push(`M${at.toFixed(0)} 0l${height} ${height}M${at.toFixed(0)} ${height}l${height}-${height}`);
  }
  return `<path d="${lines.join('')}" fill="none" stroke="var(--neutral-6)" stroke-width="1.5"/>`;
}

function net(): string {
  const knots = Array.from({ length: 27 }, (_, index) => `M-7 ${-104 + index * 8}h14`).join('');
  return `<path d="M-7-108v216M7-108v216${knots}" stroke="var(--neutral-1)" stroke-width="1.4" opacity="0.9"/><path d="M0-112v224" stroke="var(--neutral-12)" stroke-width="5"/>`;
}

function flight(width: number, height: number, side: 1 | -1, rise: number): string {
  const [from, to] = side === 1 ? [0.08, 0.82] : [0.92, 0.2];
  const y = height * rise;
  const end = { x: width * to, y: height * 0.34 };
  return `<path d="M${(width * from).toFixed(0)} ${(height * 0.92).toFixed(0)}Q${(width * 0.5).toFixed(0)} ${(-y).toFixed(0)} ${end.x.toFixed(0)} ${end.y.toFixed(0)}" fill="none" stroke="var(--second-9)" stroke-width="4" stroke-dasharray="2 13" stroke-linecap="round"/><circle cx="${end.x.toFixed(0)}" cy="${end.y.toFixed(0)}" r="30" fill="var(--second-9)"/><path d="M${(end.x - 28).toFixed(0)} ${(end.y - 9).toFixed(0)}q28 24 56 0" fill="none" stroke="var(--neutral-1)" stroke-width="4"/>`;
}
