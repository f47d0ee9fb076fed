import type { App } from '../../app.ts';
import { Counter, Histogram } from '../../lib/metrics.ts';
import { reply204 } from '../../plugins/envelope.ts';
import { MEASURED_ROUTES, vitalsReport } from './vitals.contract.ts';

const routes = new Set<string>(MEASURED_ROUTES);
const labelNames = ['route', 'device', 'connection'] as const;

/** How fast and how sound the pages were for the people who saw them. Nothing is stored: /metrics shows it. */
export async function vitalsRoutes(app: App): Promise<void> {
  const registers = [app.deps.metrics];
  // The marks of what counts as good and as poor are among the bounds.
  const times = new Histogram({
    name: 'web_vital_milliseconds',
    help: 'TTFB, LCP and INP of page loads, as visitors measured them',
    labelNames: ['name', ...labelNames],
    buckets: [100, 200, 500, 800, 1_800, 2_500, 4_000, 10_000],
    registers,
  });
  const shifts = new Histogram({
    name: 'web_layout_shift',
    help: 'CLS of page loads, as visitors measured it',
    labelNames,
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5],
    registers,
  });
  const errors = new Counter({
    name: 'web_errors_total',
    help: 'Failures of scripts in visitors’ browsers',
    labelNames,
    registers,
  });

  app.post(
    '/vitals',
    {
      config: { access: 'public', tenant: 'optional', rateLimit: { max: 60, windowSeconds: 60 } },
      schema: {
        tags: ['Operations'],
        operationId: 'reportVitals',
        summary: 'How a load of a page was for its visitor, without saying who that was',
        body: vitalsReport,
        response: reply204(),
      },
    },
    async (request, reply) => {
      const { route, device, connection, vitals, errors: failures, pageId } = request.body;
      const labels = { route: routes.has(route) ? route : 'other', device, connection };
      for (const { name, value } of vitals)
        if (name === 'CLS') shifts.observe(labels, value);
        else times.observe({ ...labels, name }, value);
      for (const failure of failures) {
        errors.inc(labels);
        request.log.warn({ webError: failure, pageId, ...labels }, 'a script failed in a browser');
      }
      return reply.code(204).send(null);
    },
  );
}
