import type { Motif } from './motifs.ts';

/** A road from above, winding across fields, with its broken line. */
export const lanes: Motif = ({ width, height, random }) => {
  const wide = Math.min(width, height) * random.between(0.24, 0.32);
  const [start, end] = [random.between(0.1, 0.9), random.between(0.1, 0.9)];
  const bend = random.pick([1, -1] as const) * random.between(0.35, 0.7);
  const at = (x: number, y: number) => `${(width * x).toFixed(0)} ${(height * y).toFixed(0)}`;
  const road = `M${at(-0.1, start)}C${at(0.3, start - bend)} ${at(0.6, end + bend)} ${at(1.1, end)}`;
  const line = (tone: string, stroke: number, more = '') =>
    `<path d="${road}" fill="none" stroke="var(--${tone})" stroke-width="${stroke.toFixed(0)}"${more}/>`;
  const fields = Array.from({ length: 5 }, (_, index) => {
    const left = width * (index / 4 + random.between(-0.12, 0.12));
    const tone = random.pick(['accent-4', 'accent-5', 'second-4', 'accent-3'] as const);
    return `<path d="M${left.toFixed(0)} 0h${(width * 0.3).toFixed(0)}l${(width * 0.12).toFixed(0)} ${height}h${(-width * 0.3).toFixed(0)}Z" fill="var(--${tone})"/>`;
  });
  const dash = wide * 0.5;
  const broken = ` stroke-dasharray="${dash.toFixed(0)} ${(dash * 0.8).toFixed(0)}" stroke-dashoffset="${random.whole(0, 200)}"`;
  return `<rect width="${width}" height="${height}" fill="var(--accent-6)"/>${fields.join('')}${line('neutral-1', wide * 1.12)}${line('accent-9', wide)}${line('second-9', wide * 0.07, broken)}`;
};
