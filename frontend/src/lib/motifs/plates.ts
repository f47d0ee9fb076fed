import type { Motif } from './motifs.ts';

const tones = ['accent-9', 'neutral-12', 'second-9', 'accent-11', 'neutral-9'] as const;

/** Weight plates seen from the front, cropped, stacked one over the other. */
export const plates: Motif = ({ width, height, random }) => {
  const big = Math.max(width, height) * random.between(0.4, 0.5);
  const places = [
    [random.between(0.08, 0.24), random.between(0.6, 0.86), 1],
    [random.between(0.72, 0.92), random.between(0.12, 0.4), 0.86],
    [random.between(0.44, 0.6), random.between(0.66, 0.94), 0.58],
    [random.between(0.34, 0.5), random.between(0.08, 0.26), 0.42],
  ] as const;
  const first = random.whole(0, 4);
  const drawn = places.map(([x, y, share], index) =>
    plate(width * x, height * y, big * share, tones[(first + index) % tones.length] ?? tones[0]),
  );
  return `<rect width="${width}" height="${height}" fill="var(--neutral-4)"/><path d="M0 ${(height * 0.5).toFixed(0)}H${width}" stroke="var(--neutral-8)" stroke-width="26" transform="rotate(${random.between(-16, 16).toFixed(1)} ${width / 2} ${height / 2})"/>${drawn.join('')}`;
};

function plate(x: number, y: number, radius: number, tone: string): string {
  const rings = [0.93, 0.72, 0.36].map(
    (share) =>
      `<circle r="${(radius * share).toFixed(1)}" fill="none" stroke="var(--neutral-1)" stroke-width="3" opacity="0.65"/>`,
  );
  const grips = [0, 120, 240].map(
    (angle) =>
      `<path transform="rotate(${angle})" d="M${(-radius * 0.26).toFixed(1)} ${(-radius * 0.55).toFixed(1)}a${(radius * 0.6).toFixed(1)} ${(radius * 0.6).toFixed(1)} 0 0 1 ${(radius * 0.52).toFixed(1)} 0" fill="none" stroke="var(--neutral-4)" stroke-width="${(radius * 0.12).toFixed(1)}" stroke-linecap="round"/>`,
  );
  return `<g transform="translate(${x.toFixed(1)} ${y.toFixed(1)})"><circle r="${radius.toFixed(1)}" fill="var(--${tone})"/>${rings.join('')}${grips.join('')}<circle r="${(radius * 0.15).toFixed(1)}" fill="var(--neutral-1)"/><circle r="${(radius * 0.1).toFixed(1)}" fill="var(--neutral-12)"/></g>`;
}
