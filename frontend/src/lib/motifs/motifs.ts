import { randomFrom, type Random } from './random.ts';
import { arches } from './arches.ts';
import { blocks } from './blocks.ts';
import { bubbles } from './bubbles.ts';
import { courts } from './courts.ts';
import { foliage } from './foliage.ts';
import { lanes } from './lanes.ts';
import { lenses } from './lenses.ts';
import { notebook } from './notebook.ts';
import { plates } from './plates.ts';
import { strands } from './strands.ts';
import { stripes } from './stripes.ts';
import { tiles } from './tiles.ts';
import { treads } from './treads.ts';
import { waves } from './waves.ts';

/** Draws inside `width` by `height`, in the brand's scales by their custom properties. */
export type Motif = (canvas: { width: number; height: number; random: Random }) => string;

const motifs: Record<string, Motif> = {
  arches,
  blocks,
  bubbles,
  courts,
  foliage,
  lanes,
  lenses,
  notebook,
  plates,
  strands,
  stripes,
  tiles,
  treads,
  waves,
};

export const shapes = {
  cover: { width: 960, height: 640 },
  wide: { width: 1600, height: 560 },
  tall: { width: 900, height: 1100 },
} as const;
export type Shape = keyof typeof shapes;

export function isShape(value: string): value is Shape {
  return Object.hasOwn(shapes, value);
}

/** An SVG document of the motif, for ever the same for one seed. `theme` is the brand's CSS; a wish for light or dark overrides the system's. */
export function drawCover(
  motif: string,
  shape: Shape,
  seed: string,
  theme: string,
  scheme?: 'light' | 'dark',
): string {
  const { width, height } = shapes[shape];
  const draw = motifs[motif] ?? blocks;
  const chosen = scheme ? ` data-theme="${scheme}"` : '';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"${chosen}><style>${theme.replaceAll('<', '')}</style>${draw({ width, height, random: randomFrom(seed) })}</svg>`;
}
