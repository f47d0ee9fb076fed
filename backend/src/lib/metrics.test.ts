import { expect, test } from 'vitest';
import { Counter, exposeMetrics, fewOf, openMetrics } from './metrics.ts';

test('the first values of a label are told apart, all others are one', () => {
  const nameOf = fewOf(2);
  expect(['a', 'b', 'c', 'a', 'd'].map(nameOf)).toEqual(['a', 'b', 'other', 'a', 'other']);
});

test('a process shows its metrics at one address of a port of their own, and nowhere without a port', async () => {
  const metrics = openMetrics();
  new Counter({ name: 'things_total', help: 'Things', registers: [metrics] }).inc(3);
  const place = { METRICS_PORT: 0, METRICS_HOST: '127.0.0.1' };
  const { port, close } = await exposeMetrics(metrics, 'api', place);
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
  const text = await answer.text();
  expect(text).toContain('things_total 3');
  expect(text).toMatch(/turnero_info\{role="api",version="[\d.]+"\} 1/);
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
  await close();
  const silent = await exposeMetrics(openMetrics(), 'api', { METRICS_HOST: '127.0.0.1' });
  expect(silent.port).toBeUndefined();
});

test('who has the name of another takes its place', async () => {
  const metrics = openMetrics();
  for (const times of [1, 2])
    new Counter({ name: 'things_total', help: 'Things', registers: [metrics] }).inc(times);
  expect(await metrics.metrics()).toContain('things_total 2');
});
