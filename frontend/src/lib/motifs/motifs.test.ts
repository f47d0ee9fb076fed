import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { drawCover, shapes, type Shape } from './motifs.ts';

type Schema = { properties: { branding: { properties: { motif: { enum: string[] } } } } };
const schema = readFileSync(new URL('../../../../niche-configs/schema.json', import.meta.url), 'utf8');
/** All motifs that a vertical's file may name. */
const MOTIFS = (JSON.parse(schema) as Schema).properties.branding.properties.motif.enum;

const cases = MOTIFS.flatMap((motif) =>
  (Object.keys(shapes) as Shape[]).map((shape) => [motif, shape] as const),
);

test.each(cases)('%s fills %s, the same for ever for one seed and otherwise for another', (motif, shape) => {
  const drawn = drawCover(motif, shape, 'el-pasaje', ':root{}');
  expect(drawn).toBe(drawCover(motif, shape, 'el-pasaje', ':root{}'));
  expect(drawn).not.toBe(drawCover(motif, shape, 'don-anselmo', ':root{}'));
  expect(drawn).not.toMatch(/NaN|undefined|Infinity/);
});

test('every motif that a vertical may name is drawn, not replaced', () => {
  const drawings = new Set(MOTIFS.map((motif) => drawCover(motif, 'cover', 'seed', '')));
  expect(drawings.size).toBe(MOTIFS.length);
});

test('a theme cannot break out of the drawing', () => {
  expect(drawCover('waves', 'cover', 'seed', '</style><script>')).not.toContain('<script');
});
