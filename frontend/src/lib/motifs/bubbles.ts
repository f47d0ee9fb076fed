import type { Motif } from './motifs.ts';

const tones = ['accent-5', 'accent-7', 'second-6', 'on-accent', 'accent-3'] as const;

/** The bath: soap bubbles rising, and the prints of whoever is in it. */
export const bubbles: Motif = ({ width, height, random }) => {
  const unit = Math.min(width, height);
  const soap = Array.from({ length: 26 }, () => {
    const y = height * (1 - random.between(0, 1) ** 1.6);
    const radius = unit * random.between(0.02, 0.04) + (unit * 0.11 * y) / height;
    return bubble(width * random.between(-0.02, 1.02), y, radius, random.pick(tones));
  });
  const from = random.pick([0.14, 0.22] as const);
  const climb = random.pick([1, -1] as const);
  const prints = Array.from({ length: 4 }, (_, index) => {
    const x = width * (from + index * 0.2);
    const y = height * (0.5 - climb * (index - 1.5) * 0.13) + (index % 2 === 0 ? -1 : 1) * unit * 0.06;
    return paw(x, y, unit * 0.0011 * random.between(0.95, 1.15), 90 - climb * 24);
  });
  return `<rect width="${width}" height="${height}" fill="var(--accent-9)"/>${soap.join('')}${prints.join('')}`;
};

function bubble(x: number, y: number, radius: number, tone: string): string {
  const light = `M${(-radius * 0.6).toFixed(1)} ${(-radius * 0.12).toFixed(1)}a${(radius * 0.62).toFixed(1)} ${(radius * 0.62).toFixed(1)} 0 0 1 ${(radius * 0.48).toFixed(1)} ${(-radius * 0.48).toFixed(1)}`;
  return `<g transform="translate(${x.toFixed(1)} ${y.toFixed(1)})"><circle r="${radius.toFixed(1)}" fill="var(--${tone})" opacity="0.92"/><path d="${light}" fill="none" stroke="var(--neutral-1)" stroke-width="${(radius * 0.13).toFixed(1)}" stroke-linecap="round"/></g>`;
}

function paw(x: number, y: number, scale: number, angle: number): string {
  return `<g transform="translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${angle}) scale(${scale.toFixed(3)})" fill="var(--second-9)"><path d="M-48 34C-52-2-22-26 0-26S52-2 48 34C44 62 18 52 0 52S-44 62-48 34Z"/><ellipse cx="-56" cy="-22" rx="17" ry="25" transform="rotate(-24 -56 -22)"/><ellipse cx="-21" cy="-56" rx="18" ry="28" transform="rotate(-8 -21 -56)"/><ellipse cx="21" cy="-56" rx="18" ry="28" transform="rotate(8 21 -56)"/><ellipse cx="56" cy="-22" rx="17" ry="25" transform="rotate(24 56 -22)"/></g>`;
}
