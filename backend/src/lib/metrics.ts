import { createServer } from 'node:http';
import { getHeapStatistics } from 'node:v8';
import { collectDefaultMetrics, Gauge, Registry, type Metric } from '@prometheus-io/client';
import { listen } from './servers.ts';
import { version } from './version.ts';

export { Counter, Gauge, Histogram } from '@prometheus-io/client';

/** What one process counts and measures. A part of its Deps and not of the module, so that tests can have several. */
export type Metrics = Registry;

/** What has the name of another takes its place: tests build a second app, or start a second worker, on the same Deps. */
class NewestOfEachName extends Registry {
  override registerMetric<Label extends string>(metric: Metric<Label>): void {
    this.removeSingleMetric((metric as unknown as { name: string }).name);
    super.registerMetric(metric);
  }
}

export const openMetrics = (): Metrics => new NewestOfEachName();

/** Bounds in seconds for whatever somebody waits for. */
export const WAITS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 3, 10];

/** How many values a label may take whose values are not ours to choose. */
const MOST_VALUES = 200;

/** Keeps the first so many values of a label, and calls all others one: each one costs memory here and in Prometheus. */
export function fewOf(most = MOST_VALUES): (value: string) => string {
  const known = new Set<string>();
  return (value) => {
    if (known.size < most) known.add(value);
    return known.has(value) ? value : 'other';
  };
}

function measureProcess(metrics: Metrics, role: string): void {
  collectDefaultMetrics({ register: metrics });
  new Gauge({
    name: 'turnero_info',
    help: 'Always 1; its labels say what runs here',
    labelNames: ['role', 'version'],
    registers: [metrics],
  }).set({ role, version }, 1);
  new Gauge({
    name: 'turnero_heap_limit_bytes',
    help: 'How far the heap may grow before the process ends',
    registers: [metrics],
  }).set(getHeapStatistics().heap_size_limit);
}

interface Place {
  METRICS_PORT?: number | undefined;
  METRICS_HOST: string;
}

/**
 * Measures the process itself, and shows all its metrics on a port of their own, to which no front leads.
 * @param place without METRICS_PORT nothing is shown
 */
export async function exposeMetrics(
  metrics: Metrics,
  role: string,
  { METRICS_PORT, METRICS_HOST }: Place,
): Promise<{ port: number | undefined; close: () => Promise<void> }> {
  measureProcess(metrics, role);
  if (METRICS_PORT === undefined) return { port: undefined, close: async () => undefined };
  const server = createServer((request, response) => {
    if (request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    metrics.metrics().then(
      (text) => response.writeHead(200, { 'content-type': metrics.contentType }).end(text),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  const port = await listen(server, METRICS_PORT, METRICS_HOST);
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
