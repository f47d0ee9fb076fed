import { spawnSync } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { monitoring, readBoards, readRules } from '../../tests/lib/monitoring-files.ts';
import { root } from '../lib/paths.ts';

const read = (...path: string[]) => readFile(join(monitoring, ...path), 'utf8');
/** A heading as its address names it. */
const anchorOf = (heading: string) => heading.toLowerCase().replaceAll(' ', '-');

describe('every alert', async () => {
  const alerts = (await readRules()).flatMap(({ rule }) => (rule.alert ? [rule] : []));
  const runbook = await readFile(join(root, 'docs', 'runbook.md'), 'utf8');
  const headings = [...runbook.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading);

  test.each(alerts)('$alert says how grave it is, what it is, and where to read on', (rule) => {
    const { severity } = rule.labels ?? {};
    const { summary, description, runbook_url } = rule.annotations ?? {};
    expect(['critical', 'warning']).toContain(severity);
    expect(summary).toBeTruthy();
    expect(description).toMatch(/\.$/);
    expect(headings).toContain(rule.alert);
    expect(runbook_url).toBe(`{{ $externalLabels.runbook }}#${anchorOf(rule.alert ?? '')}`);
  });

  test('has a heading in the runbook, and every heading an alert', () => {
    expect(headings.toSorted()).toEqual([...new Set(alerts.map(({ alert }) => alert))].toSorted());
    const [, ...parts] = runbook.split(/^## /m);
    for (const part of parts) expect(part).toMatch(/\*\*Means\*\*:[^]*\*\*Look\*\*:[^]*\*\*Do\*\*:/);
  });

  test('is told to somebody that there is', async () => {
    interface Route {
      receiver: string;
      routes?: Route[];
    }
    const { route, receivers } = parse(await read('alertmanager', 'alertmanager.yml')) as {
      route: Route;
      receivers: { name: string }[];
    };
    const told = ({ receiver, routes = [] }: Route): string[] => [receiver, ...routes.flatMap(told)];
    for (const name of told(route)) expect(receivers.map((one) => one.name)).toContain(name);
  });
});

test('lines of the log are chosen by labels that Alloy gives them', async () => {
  const alloy = await read('alloy', 'config.alloy');
  const given = [
    ...[...alloy.matchAll(/target_label\s*=\s*"(\w+)"/g)].map(([, label]) => label),
    ...[...alloy.matchAll(/stage\.labels \{\s*values = \{ (\w+) = /g)].map(([, label]) => label),
  ];
  expect(given).toEqual(['service', 'container', 'level']);
  const asked = (await readBoards()).flatMap(({ panels }) =>
    panels
      .filter(({ datasource }) => datasource?.uid === 'loki')
      .flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
  );
  expect(asked.length).toBeGreaterThan(3);
  for (const expression of asked)
    for (const [, label] of (/^\{(.*?)\}/.exec(expression)?.[1] ?? '').matchAll(/(\w+)=/g))
      expect(given, expression).toContain(label);
});

test('panels ask data sources that there are', async () => {
  const { datasources } = parse(await read('grafana', 'provisioning', 'datasources', 'turnero.yml')) as {
    datasources: { uid: string }[];
  };
  const known = datasources.map(({ uid }) => uid);
  const asked = (await readBoards()).flatMap(({ panels }) =>
    panels.flatMap(({ datasource }) => datasource?.uid ?? []),
  );
  for (const uid of new Set(asked)) expect(known).toContain(uid);
});

const missing =
  spawnSync('promtool', ['--version']).status === 0
    ? ''
    : ' (skipped: no promtool on the PATH; Debian has it in the package prometheus)';

test.skipIf(missing)(
  `promtool finds no mistake in the settings and rules of Prometheus${missing}`,
  async () => {
    const folder = join(monitoring, 'prometheus');
    const promtool = (...words: string[]) => {
      const { status, stdout, stderr } = spawnSync('promtool', words, { cwd: folder, encoding: 'utf8' });
      expect(status, stdout + stderr).toBe(0);
    };
    promtool('check', 'config', 'prometheus.yml');
    const rules = await readdir(join(folder, 'rules'));
    promtool('check', 'rules', ...rules.map((file) => join('rules', file)));
    const tests = await readdir(join(folder, 'tests'));
    expect(tests.length).toBeGreaterThan(3);
    promtool('test', 'rules', ...tests.map((file) => join('tests', file)));
  },
);
