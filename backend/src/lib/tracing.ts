import type { FastifyPluginCallback } from 'fastify';
import type { Env } from '../env.ts';

/** What makes spans of what this process does, and sends them on. */
export interface Tracing {
  /** For the API: a span of each request. Absent where nothing is traced. */
  plugin?: FastifyPluginCallback;
  /** Sends what is left. */
  close: () => Promise<void>;
}

/**
 * Begins to trace where OTEL_EXPORTER_OTLP_ENDPOINT says to where, before anything is opened that it looks into. All other
 * settings are OpenTelemetry's own variables. Without it nothing is loaded, and every span in our code is one of no effect.
 */
export async function startTracing(
  role: string,
  { OTEL_EXPORTER_OTLP_ENDPOINT }: Pick<Env, 'OTEL_EXPORTER_OTLP_ENDPOINT'>,
): Promise<Tracing> {
  if (!OTEL_EXPORTER_OTLP_ENDPOINT) return { close: async () => undefined };
  const [{ NodeSDK }, { FastifyOtelInstrumentation }, { PrismaInstrumentation }] = await Promise.all([
    import('@opentelemetry/sdk-node'),
    import('@fastify/otel'),
    import('@prisma/instrumentation'),
  ]);
  const requests = new FastifyOtelInstrumentation({
    instrumentHooks: false,
    requestHook: (span, { id }) => span.setAttribute('turnero.request_id', id),
  });
  const sdk = new NodeSDK({
    serviceName: `turnero-${role}`,
    instrumentations: [requests, new PrismaInstrumentation()],
    // Prometheus has the numbers, Loki the lines.
    metricReaders: [],
    logRecordProcessors: [],
  });
  sdk.start();
  return { plugin: requests.plugin(), close: () => sdk.shutdown() };
}
