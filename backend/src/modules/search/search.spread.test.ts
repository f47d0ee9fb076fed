import { describe, expect, it } from 'vitest';
import { spread } from './search.spread.ts';

const every = (step: number, from: number, to: number) =>
  Array.from({ length: Math.ceil((to - from) / step) }, (_, index) => ({ start: from + index * step }));
const shown = (
  offers: { start: number }[],
  apart: number,
  isWanted: (offer: { start: number }) => boolean = () => true,
) => spread(offers, { most: 4, apart, isWanted }).map(({ start }) => start);

describe('the starts that are shown of many', () => {
  it('begin with the first and are apart', () => {
    expect(shown(every(5, 850, 1_200), 60)).toEqual([850, 910, 970, 1_030]);
    expect(shown(every(15, 480, 1_200), 90)).toEqual([480, 570, 660, 750]);
  });

  it('come closer where there is no room, never closer than a quarter of an hour', () => {
    expect(shown(every(5, 1_020, 1_140), 60)).toEqual([1_020, 1_050, 1_080, 1_110]);
    expect(shown(every(5, 1_020, 1_060), 60)).toEqual([1_020, 1_035, 1_050]);
    expect(shown([{ start: 600 }], 60)).toEqual([600]);
    expect(shown([], 60)).toEqual([]);
  });

  it('are those that were asked for, the next where one is not', () => {
    const isEven = ({ start }: { start: number }) => start % 2 === 0;
    expect(shown(every(5, 485, 1_200), 60, isEven)).toEqual([490, 550, 610, 670]);
    // Sessions stand as they were planned.
    expect(shown(every(10, 0, 100), 0)).toEqual([0, 10, 20, 30]);
  });
});
