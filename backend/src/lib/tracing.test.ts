import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const MODULE = fileURLToPath(new URL('./tracing.ts', import.meta.url));
const SCRIPT = `
  import { createRequire } from 'node:module';
  const { startTracing } = await import(${JSON.stringify(MODULE)});
  const tracing = await startTracing('api', { OTEL_EXPORTER_OTLP_ENDPOINT: process.argv[1] || undefined });
  const loaded = Object.keys(createRequire(import.meta.url).cache);
  console.log(loaded.filter((file) => /@opentelemetry|@fastify.otel|@prisma.instrumentation/.test(file)).length);
  console.log(typeof tracing.plugin);
  process.exit();`;

const outputOf = (endpoint: string) => {
  const words = ['--input-type=module', '-e', SCRIPT, endpoint];
  const { stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  expect(stderr.replaceAll(/^.*Warning.*$/gm, '').trim()).toBe('');
  return stdout.trim().split('\n');
};

test('nothing is loaded where nothing is traced', () => {
  expect(outputOf('')).toEqual(['0', 'undefined']);
  const [loaded, plugin] = outputOf('http://127.0.0.1:4318');
  expect(Number(loaded)).toBeGreaterThan(50);
  expect(plugin).toBe('function');
});
