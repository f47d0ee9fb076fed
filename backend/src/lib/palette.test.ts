import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contrast, hexOf, lchOf } from './colour.ts';
import { CONTRASTS, derivePalette, type Palette, type Seeds } from './palette.ts';

function shortfalls(palette: Palette): string[] {
  return CONTRASTS.flatMap(({ colour, ground, ratio }) => {
    const found = contrast(palette[colour], palette[ground]);
    return found >= ratio ? [] : [`${colour} on ${ground}: ${found.toFixed(2)} of ${String(ratio)}`];
  });
}

const hex = fc.integer({ min: 0, max: 0xffffff }).map((rgb) => `#${rgb.toString(16).padStart(6, '0')}`);
const oklch = fc
  .tuple(fc.integer({ max: 100, min: 0 }), fc.integer({ max: 40, min: 0 }), fc.integer({ max: 359, min: 0 }))
  .map(([l, c, h]) => `oklch(${String(l)}% ${(c / 100).toString()} ${String(h)})`);
const seed = fc.oneof(hex, oklch, fc.constantFrom('#ffffff', '#000000', '#808080', '#ffff00', '#0000ff'));
const seeds: fc.Arbitrary<Seeds> = fc.record({
  accent: seed,
  second: seed,
  neutral: fc.option(seed, { nil: undefined }),
});

describe('derivePalette', () => {
  it('keeps every promised contrast whatever the seeds are', () => {
    fc.assert(
      fc.property(seeds, (colors) => {
        const { light, dark } = derivePalette({ colors });
        expect([...shortfalls(light), ...shortfalls(dark)]).toEqual([]);
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  it('gives six-digit hex for every token, and the same tokens by day and by night', () => {
    const { light, dark } = derivePalette({ colors: { accent: '#ff0000', second: '#ffff00' } });
    expect(Object.keys(light)).toEqual(Object.keys(dark));
    for (const value of [...Object.values(light), ...Object.values(dark)])
      expect(value).toMatch(/^#[0-9a-f]{6}$/);
  });

  it('leaves a seed that is legible as it is', () => {
    const { light } = derivePalette({ colors: { accent: '#7a1f2b', second: '#c9a14a' } });
    expect(light.accent).toBe('#7a1f2b');
    expect(light.second).toBe('#c9a14a');
  });

  it('draws the night instead of inverting the day', () => {
    const { light, dark } = derivePalette({ colors: { accent: '#7a1f2b', second: '#c9a14a' } });
    const lightness = (colour: string) => lchOf(colour).l;
    expect(lightness(dark.surface)).toBeGreaterThan(lightness(dark.background));
    expect(lightness(dark.surfaceRaised)).toBeGreaterThan(lightness(dark.surface));
    expect(lightness(light.surfaceRaised)).toBeGreaterThan(lightness(light.background));
    expect(lchOf(dark.accent).c).toBeLessThan(
      0.9 * lchOf(hexOf({ ...lchOf('#7a1f2b'), l: lchOf(dark.accent).l })).c + 0.01,
    );
  });

  it('tints greys by the neutral seed, or a little by the accent', () => {
    const tinted = derivePalette({ colors: { accent: '#7a1f2b', second: '#c9a14a', neutral: '#00ff00' } });
    expect(lchOf(tinted.light.surface).h).toBeCloseTo(lchOf('#00ff00').h, -1.2);
    expect(lchOf(tinted.light.text).c).toBeLessThan(0.035);
  });
});
