import type { Motif } from './motifs.ts';
import type { Random } from './random.ts';

/** A page of squared paper with what was drawn in the lesson: circles by compass, a set square, a curve. */
export const notebook: Motif = ({ width, height, random }) => {
  const step = random.pick([32, 36, 40] as const);
  const margin = width * random.between(0.1, 0.16);
  const lines: string[] = [];
  for (let x = step; x < width; x += step) lines.push(`M${x} 0v${height}`);
  for (let y = step; y < height; y += step) lines.push(`M0 ${y}h${width}`);
  const paper = `<rect width="${width}" height="${height}" fill="var(--neutral-1)"/><path d="${lines.join('')}" stroke="var(--accent-5)" stroke-width="1.5"/><path d="M${margin.toFixed(0)} 0V${height}" stroke="var(--second-9)" stroke-width="4"/>`;
  return (
    paper + circles(width, height, random) + square(width, height, random) + curve(width, height, random)
  );
};

function circles(width: number, height: number, random: Random): string {
  const x = width * random.between(0.3, 0.72);
  const y = height * random.between(0.34, 0.62);
  const radius = Math.min(width, height) * random.between(0.22, 0.32);
  const around = Array.from({ length: 6 }, (_, index) => {
    const angle = (Math.PI / 3) * index;
    return `<circle cx="${(x + radius * Math.cos(angle)).toFixed(1)}" cy="${(y + radius * Math.sin(angle)).toFixed(1)}" r="${radius.toFixed(1)}"/>`;
  });
  const petal = (Math.min(width, height) * 0.012).toFixed(1);
  return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${radius.toFixed(1)}" fill="var(--accent-9)"/><g fill="none" stroke="var(--accent-11)" stroke-width="3">${around.join('')}</g><circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${petal}" fill="var(--neutral-1)"/>`;
}

function square(width: number, height: number, random: Random): string {
  const size = Math.min(width, height) * random.between(0.46, 0.62);
  const x = width * random.between(0.55, 0.8);
  const y = height * random.between(0.55, 0.8);
  const marks = Array.from({ length: 14 }, (_, index) => {
    const at = size * 0.12 + (size * 0.62 * index) / 14;
    return `M${at.toFixed(1)} 0v${index % 5 === 0 ? -22 : -12}`;
  });
  const hole = size * 0.3;
  return `<g transform="translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${random.pick([-32, -14, 18, 147])})"><path fill-rule="evenodd" d="M0 0H${size.toFixed(1)}L0 ${(-size * 0.62).toFixed(1)}ZM${(size * 0.12).toFixed(1)} ${(-size * 0.1).toFixed(1)}V${(-size * 0.1 - hole * 0.8).toFixed(1)}L${(size * 0.12 + hole * 1.2).toFixed(1)} ${(-size * 0.1).toFixed(1)}Z" fill="var(--second-8)" opacity="0.88"/><path d="${marks.join('')}" stroke="var(--neutral-12)" stroke-width="2.5"/></g>`;
}

function curve(width: number, height: number, random: Random): string {
  const wave = width * random.between(0.16, 0.24);
  const swing = height * random.between(0.12, 0.2);
  let path = `M${(-wave * random.between(0, 1)).toFixed(0)} ${(height * 0.8).toFixed(0)}`;
  for (let x = -wave; x < width + wave; x += wave)
    path += `q${(wave / 4).toFixed(0)} ${(-swing).toFixed(0)} ${(wave / 2).toFixed(0)} 0t${(wave / 2).toFixed(0)} 0`;
  return `<path d="${path}" fill="none" stroke="var(--neutral-12)" stroke-width="5" stroke-linecap="round"/>`;
}
