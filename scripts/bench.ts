import { parseArgs } from 'node:util';
import { createSteps } from './launch/steps.mjs';
import { engineCost } from './bench/engine.ts';
import { freetimeCost } from './bench/freetime.ts';
import { httpCost, stretchCost } from './bench/http.ts';
import { insightCost } from './bench/insights.ts';
import { pageCost } from './bench/pages.ts';
import { policyCost } from './bench/policies.ts';
import { searchCost } from './bench/search.ts';
import { tableCost } from './bench/tables.ts';
import { runCommand } from './lib/command.ts';

/** One thing that was measured: two ways of doing it in the same run, because absolute times are noise. */
export interface Measurement {
  name: string;
  /** Medians, in microseconds per operation. */
  measured: number;
  baseline: number;
  /** measured / baseline. */
  ratio: number;
  /** The ratio that the project promises not to exceed. */
  bound: number;
}

/** Each is told whether it only has to try that it works. */
const benches: Record<string, (isQuick: boolean) => Promise<Measurement[]>> = {
  engine: engineCost,
  http: httpCost,
  stretches: stretchCost,
  freetime: freetimeCost,
  policies: policyCost,
  search: searchCost,
  insights: insightCost,
  tables: tableCost,
  pages: pageCost,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } },
});

/** Small ratios as what they are: so many times less. */
const shown = (ratio: number) => (ratio < 0.1 ? `1/${Math.round(1 / ratio)}` : ratio.toFixed(2));

function table(rows: Measurement[]): string {
  const lines = rows.map(({ name, measured, baseline, ratio, bound }) => [
    name,
    `${measured.toFixed(0)} µs`,
    `${baseline.toFixed(0)} µs`,
    shown(ratio),
    `≤ ${shown(bound)}`,
    ratio <= bound ? 'ok' : 'TOO SLOW',
  ]);
  const all = [['what', 'measured', 'baseline', 'ratio', 'bound', ''], ...lines];
  const widthOf = (column: number) => Math.max(...all.map((line) => line[column]?.length ?? 0));
  return all
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widthOf(column)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const steps = createSteps();
await runCommand(steps, async () => {
  const wanted = positionals.length > 0 ? positionals : Object.keys(benches);
  const rows: Measurement[] = [];
  for (const name of wanted) {
    const bench = benches[name];
    if (!bench) throw new Error(`There is no bench "${name}"; there are: ${Object.keys(benches).join(', ')}`);
    rows.push(...(await bench(values.quick)));
  }
  console.log(values.json ? JSON.stringify(rows, null, 2) : table(rows));
  if (!values.quick && rows.some(({ ratio, bound }) => ratio > bound)) process.exitCode = 1;
});
