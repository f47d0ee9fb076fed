import { scaleBand, scaleLinear } from 'd3-scale';

/** What stands above one day or week of a chart: values from the bottom up. */
export interface Stack {
  label: string;
  values: readonly number[];
}

export interface Bar {
  /** Which of a stack's values it is. */
  series: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Chart {
  width: number;
  height: number;
  bars: Bar[];
  /** Lines across, with what they stand for. */
  lines: { y: number; text: string }[];
  /** Some of the labels, as many as fit. */
  labels: { x: number; text: string }[];
}

const SIZE = { width: 640, height: 200, left: 48, bottom: 24, top: 8 };
const MOST_LABELS = 7;

/**
 * Bars one on top of the other, drawn on the server.
 * @param show how a value is written at the side
 * @param most what the chart reaches to at least: 1 for shares
 */
export function barChart(stacks: readonly Stack[], show: (value: number) => string, most = 0): Chart {
  const { width, height, left, bottom, top } = SIZE;
  const highest = Math.max(most, ...stacks.map(({ values }) => values.reduce((a, b) => a + b, 0)));
  const y = scaleLinear([0, highest || 1], [height - bottom, top]).nice(4);
  const x = scaleBand(
    stacks.map((_, index) => index),
    [left, width],
  ).padding(0.25);
  const every = Math.ceil(stacks.length / MOST_LABELS);
  const bars = stacks.flatMap(({ values }, index) => {
    let below = 0;
    return values.flatMap((value, series) => {
      const [from, to] = [y(below), y((below += value))];
      if (value <= 0) return [];
      return [{ series, x: x(index) ?? 0, y: to, width: x.bandwidth(), height: Math.max(1, from - to) }];
    });
  });
  return {
    width,
    height,
    bars,
    lines: y.ticks(4).map((value) => ({ y: y(value), text: show(value) })),
    labels: stacks.flatMap(({ label }, index) =>
      index % every === 0 ? [{ x: (x(index) ?? 0) + x.bandwidth() / 2, text: label }] : [],
    ),
  };
}
