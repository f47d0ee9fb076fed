import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rangesOfCells, startsClearOfCells } from './cells.ts';
import { EVER, rangesOf } from './ranges.ts';
import { startsClear } from './runs.ts';

const length = fc.nat({ max: 200 });
const intervals = fc.array(fc.tuple(fc.integer({ min: -300, max: 2_000 }), fc.integer({ min: 1, max: 400 })));

test('cells leave the starts that rows would leave', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 40 }),
      intervals,
      fc.record({
        offset: length,
        minutes: length.map((minutes) => minutes + 1),
        before: length,
        after: length,
      }),
      (bits, drawn, run) => {
        const cells = { origin: 60, bits };
        const starts = rangesOf(drawn.map(([from, minutes]) => [from, from + minutes]));
        expect(startsClearOfCells(starts, cells, run)).toEqual(
          startsClear(starts, rangesOfCells(cells), run),
        );
      },
    ),
    { numRuns: 2_000 },
  );
});

test('whoever works always has the starts beside the cells too', () => {
  const cells = { origin: 60, bits: Uint8Array.of(255, 1) };
  const run = { offset: 0, minutes: 30, before: 5, after: 0 };
  const starts = startsClearOfCells(EVER, cells, run);
  expect(starts).toEqual(startsClear(EVER, rangesOfCells(cells), run));
  expect(starts).toHaveLength(4);
});

test('a set bit takes five minutes, the lowest of a byte first', () => {
  expect(rangesOfCells({ origin: 60, bits: Uint8Array.of(0b0000_0110, 0b1000_0000) })).toEqual([
    65, 75, 135, 140,
  ]);
});
