import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../../scripts/lib/paths.ts';

export const monitoring = join(root, 'monitoring');

export interface Rule {
  record?: string;
  alert?: string;
  expr: string;
  for?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

/** Every rule that Prometheus is given, by its file. */
export async function readRules(): Promise<{ file: string; rule: Rule }[]> {
  const folder = join(monitoring, 'prometheus', 'rules');
  const files = (await readdir(folder)).filter((file) => file.endsWith('.yml'));
  const rules = files.map(async (file) => {
    const { groups } = parse(await readFile(join(folder, file), 'utf8')) as { groups: { rules: Rule[] }[] };
    return groups.flatMap(({ rules }) => rules.map((rule) => ({ file, rule })));
  });
  return (await Promise.all(rules)).flat();
}

interface Shown {
  title: string;
  datasource?: { uid: string };
  targets?: { expr: string; legendFormat?: string }[];
}

export interface Shelf {
  title: string;
  panels: Shown[];
  templating: { list: { query?: string; datasource?: object }[] };
}

/** Every board, as Grafana is given it. */
export async function readBoards(): Promise<Shelf[]> {
  const folder = join(monitoring, 'grafana', 'boards');
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json'));
  return Promise.all(
    files.map(async (file) => JSON.parse(await readFile(join(folder, file), 'utf8')) as Shelf),
  );
}
