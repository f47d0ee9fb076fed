import type { Motif } from './motifs.ts';

/** Bands of hills or water, one behind the other. */
export const waves: Motif = ({ width, height, random }) => {
  const tones = ['accent-4', 'second-6', 'accent-7', 'second-9', 'accent-9'] as const;
  const layers = tones.map((tone, index) => {
    const base = height * (0.2 + index * 0.17);
    const swing = height * random.between(0.06, 0.14);
    const length = width * random.between(0.4, 0.75);
    const start = -length * random.between(0, 1);
    let path = `M${start.toFixed(0)} ${base.toFixed(0)}`;
    for (let x = start; x < width + length; x += length) {
      path += `q${(length / 4).toFixed(0)} ${(-swing).toFixed(0)} ${(length / 2).toFixed(0)} 0t${(length / 2).toFixed(0)} 0`;
    }
    return `<path d="${path}V${height}H0Z" fill="var(--${tone})"/>`;
  });
  const sun = `<circle cx="${(width * random.between(0.2, 0.8)).toFixed(0)}" cy="${(height * 0.2).toFixed(0)}" r="${(height * 0.13).toFixed(0)}" fill="var(--second-7)"/>`;
  return `<rect width="${width}" height="${height}" fill="var(--second-3)"/>${sun}${layers.join('')}`;
};
