import { scaleBand, scaleLinear } from 'd3-scale';

export type BarChart = {
  /** In hundredths of the width and height, from the upper left corner. */
  bars: { x: number; y: number; width: number; height: number; label: string; text: string }[];
  ticks: { y: number; text: string }[];
  zero: number;
  first: string;
  last: string;
};

const rounded = (value: number) => Math.round(value * 100) / 100;

/** Bars over a common line, drawn where the page is made: the browser gets rectangles. */
export function drawBars(
  values: readonly { label: string; value: number; text: string }[],
  write: (amount: number) => string,
): BarChart {
  const amounts = values.map(({ value }) => value);
  const y = scaleLinear()
    .domain([Math.min(0, ...amounts), Math.max(1, ...amounts)])
    .nice(4)
    .range([100, 0]);
  const x = scaleBand()
    .domain(values.map((_, index) => String(index)))
    .range([0, 100])
    .paddingInner(0.25);
  const zero = y(0);
  return {
    bars: values.map(({ value, label, text }, index) => ({
      x: rounded(x(String(index)) ?? 0),
      width: rounded(x.bandwidth()),
      y: rounded(Math.min(zero, y(value))),
      height: rounded(Math.abs(zero - y(value))),
      label,
      text,
    })),
    // Where nothing came there is nothing to measure by.
    ticks: (amounts.some((amount) => amount !== 0) ? y.ticks(4) : [0]).map((tick) => ({
      y: rounded(y(tick)),
      text: write(tick),
    })),
    zero: rounded(zero),
    first: values[0]?.label ?? '',
    last: values.length > 1 ? (values.at(-1)?.label ?? '') : '',
  };
}
