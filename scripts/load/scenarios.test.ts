import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from '../lib/paths.ts';
import * as steps from '../../tests/load/steps.mts';
import { LOAD } from './package.ts';
import { SCENARIOS } from './run.ts';

interface Asked {
  url: string;
}
type Step = { get?: Asked; post?: Asked; function?: string };
interface Scenario {
  config: {
    processor: string;
    plugins: { ensure: { thresholds: Record<string, number>[]; conditions: { expression: string }[] } };
  };
  scenarios: { name: string; beforeScenario: string; afterResponse?: string; flow: Step[] }[];
}

const scenarioOf = async (name: string) =>
  parse(await readFile(join(LOAD, `${name}.yml`), 'utf8')) as Scenario;

const openapi = JSON.parse(await readFile(join(root, 'backend', 'openapi.json'), 'utf8')) as {
  paths: Record<string, Record<string, unknown>>;
};

/** Whether the API has an address; what is not below /api is a page. */
function exists(method: 'get' | 'post', url: string): boolean {
  const path = url.replace(/\{\{[^}]*\}\}/g, 'x').split('?', 1)[0] ?? '';
  if (!path.startsWith('/api/')) return path.startsWith('/');
  return Object.entries(openapi.paths).some(
    ([template, methods]) =>
      methods[method] !== undefined && new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(path),
  );
}

it('every scenario is a file, and every file a scenario', async () => {
  const files = (await readdir(LOAD)).filter((name) => name.endsWith('.yml'));
  expect(files.toSorted()).toEqual(SCENARIOS.map((name) => `${name}.yml`).toSorted());
});

it.each(SCENARIOS)('%s asks what the API answers, does what there is, and has thresholds', async (name) => {
  const { config, scenarios } = await scenarioOf(name);
  expect(scenarios.map((scenario) => scenario.name)).toEqual([name]);
  const [{ flow, beforeScenario, afterResponse } = { flow: [], beforeScenario: '' }] = scenarios;
  const asked = flow.flatMap(({ get, post }) => [
    ...(get ? [['get', get.url] as const] : []),
    ...(post ? [['post', post.url] as const] : []),
  ]);
  expect(asked.filter(([method, url]) => !exists(method, url))).toEqual([]);
  const done = [beforeScenario, afterResponse, ...flow.map((step) => step.function)];
  for (const step of done) if (step) expect(steps).toHaveProperty(step);
  expect(asked.length + flow.filter((step) => step.function).length).toBe(flow.length);
  expect(config.plugins.ensure.thresholds.length).toBeGreaterThan(0);
  expect(config.plugins.ensure.conditions.map(({ expression }) => expression).join()).toContain(
    'vusers.failed == 0',
  );
});

it('an address that the API does not have is found', () => {
  expect(exists('get', '/api/v1/serviced')).toBe(false);
  expect(exists('get', '/api/v1/businesses/{{ business }}?x=1')).toBe(true);
  expect(exists('post', '/api/v1/search')).toBe(false);
});
