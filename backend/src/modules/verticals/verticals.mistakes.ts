import * as z from 'zod/mini';
import { verticalFile } from './verticals.contract.ts';
import { nearestName } from './verticals.nearest.ts';

/** One thing wrong in a vertical's file. */
export type Mistake = {
  /** Where: `serviceTypes[2].variants[0].price`; empty for the file as a whole. */
  path: string;
  /** What is written there; undefined where something is missing. */
  value: unknown;
  /** What is wrong with it. */
  message: string;
  /** What to do about it. */
  remedy: string;
};

export type FileMistake = Mistake & { file: string };

export class VerticalsError extends Error {
  override name = 'VerticalsError';
  readonly mistakes: readonly FileMistake[];
  constructor(mistakes: readonly FileMistake[]) {
    super(mistakes.map(renderMistake).join('\n'));
    this.mistakes = mistakes;
  }
}

export type Path = readonly PropertyKey[];
/** A part of the contract as JSON Schema, as far as it is asked about. */
export type Node = {
  $ref?: string;
  type?: string;
  description?: string;
  properties?: Record<string, Node>;
  required?: string[];
  items?: Node;
  anyOf?: Node[];
  additionalProperties?: Node | boolean;
  default?: unknown;
  enum?: unknown[];
  pattern?: string;
  minimum?: number;
  minItems?: number;
};

/** A path as people write it: `demo.businesses[0].name`. */
export function pathText(path: Path): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${String(part)}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}

/** A value as it is shown in a message: JSON, cut where it is long. */
export function valueText(value: unknown): string {
  if (value === undefined) return 'nothing';
  const json = JSON.stringify(value);
  return json.length > 80 ? `${json.slice(0, 77)}...` : json;
}

function renderMistake({ file, path, value, message, remedy }: FileMistake): string {
  const place = path === '' ? file : `${file}: ${path}`;
  const written = value === undefined ? '' : ` = ${valueText(value)}`;
  return `${place}${written}: ${message}. ${remedy}`;
}

/** The value at a path of what was read. */
export function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, part) =>
      typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[part] : undefined,
    data,
  );
}

let root: (Node & { $defs?: Record<string, Node> }) | undefined;

/** What the contract says about a path. */
export function nodeAt(path: Path): Node | undefined {
  const top = (root ??= z.toJSONSchema(verticalFile, { io: 'input' }) as Node & {
    $defs?: Record<string, Node>;
  });
  const resolve = (node: Node | undefined): Node | undefined => {
    if (node?.$ref === undefined) return node;
    return { ...top.$defs?.[node.$ref.split('/').at(-1) ?? ''], ...node };
  };
  return path.reduce<Node | undefined>((node, part) => {
    if (typeof part === 'number') return resolve(node?.items);
    const free = typeof node?.additionalProperties === 'object' ? node.additionalProperties : undefined;
    return resolve(node?.properties?.[String(part)] ?? free);
  }, top);
}

const KINDS: Record<string, string> = {
  string: 'a text',
  integer: 'a whole number',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function explain(path: Path): string {
  const description = nodeAt(path)?.description;
  return description === undefined ? '' : ` Here goes: ${description}`;
}

function unknownKey(parent: Path, name: string, value: unknown): Mistake {
  const known = Object.keys(nodeAt(parent)?.properties ?? {});
  const near = nearestName(name, known);
  const remedy =
    near === undefined ? `Remove it; known here: ${known.join(', ')}.` : `Did you mean "${near}"?`;
  return { path: pathText([...parent, name]), value, message: 'is not a key that this file has', remedy };
}

type Bound = { minimum?: number | bigint; maximum?: number | bigint; origin?: string };

function bounds(issue: Bound): string {
  const limit =
    issue.minimum === undefined ? `at most ${String(issue.maximum)}` : `at least ${String(issue.minimum)}`;
  if (issue.origin === 'string') return `has a length that is not ${limit}`;
  return issue.origin === 'array' ? `has a number of entries that is not ${limit}` : `is not ${limit}`;
}

/** What one issue of the contract means for the person who wrote the file. */
export function mistakesOf(issue: z.core.$ZodIssue, data: unknown): Mistake[] {
  const value = valueAt(data, issue.path);
  const path = pathText(issue.path);
  const own = issue.message === 'Invalid input' ? '' : `${issue.message}.`;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((name) => unknownKey(issue.path, name, valueAt(value, [name])));
    case 'invalid_type': {
      const kind = KINDS[nodeAt(issue.path)?.type ?? issue.expected] ?? issue.expected;
      if (value === undefined) {
        return [{ path, value, message: 'is missing', remedy: `Add ${kind}.${explain(issue.path)}` }];
      }
      return [
        { path, value, message: `is not ${kind}`, remedy: own || `Write ${kind}.${explain(issue.path)}` },
      ];
    }
    case 'invalid_value': {
      const names = issue.values.map(String);
      const message = value === undefined ? 'is missing' : `is not one of ${names.join(', ')}`;
      const near = typeof value === 'string' ? nearestName(value, names) : undefined;
      const remedy = near === undefined ? `Choose one of ${names.join(', ')}.` : `Did you mean "${near}"?`;
      return [{ path, value, message, remedy: remedy + explain(issue.path) }];
    }
    case 'too_small':
    case 'too_big':
      return [{ path, value, message: bounds(issue), remedy: own || `Change it.${explain(issue.path)}` }];
    case 'invalid_key':
      return [
        { path, value, message: 'is not a key', remedy: `${issue.issues[0]?.message ?? 'Rename it'}.` },
      ];
    default:
      return [
        { path, value, message: 'is not written as it should be', remedy: own || explain(issue.path).trim() },
      ];
  }
}
