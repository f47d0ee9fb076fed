import * as z from 'zod/mini';
import { type Vertical, verticalFile } from './verticals.contract.ts';
import { type Mistake, type Node, nodeAt, type Path, pathText, valueAt } from './verticals.mistakes.ts';

/** A file whose shape is right, or was put right so that the rest of it can be looked at, too. */
export interface Whole {
  vertical: Vertical;
  /** Whether everything in it is what the file says. */
  isOwn: boolean;
  /** Whether a mistake is one of the file, not of what stands in for something. */
  isCertain: (mistake: Mistake) => boolean;
}

/** One of these fits each pattern of the contract. */
const TEXTS = ['x', '#808080', '09:00', '2030-01-01', '+541155550123', '+54', 'AR', 'ARS'];
/** What stands in may itself lack something that only shows once it is there. */
const ROUNDS = 5;
/** By what an entry of a list is known to others. */
const NAMES = new Set(['key', 'slug']);
/** What has to fit together in the example, of which some may only stand in. */
const FITTING = ['serviceTypes', 'resourceTypes', 'demo'];
const DOES_NOT_FIT =
  /^(is no (location|variant)|is nothing|is nobody|is done by|is missing|is not taken|is outside|is sold by|needs|finds|reaches beyond) ?/;
/** Letters of a name that may be any word of a sentence. */
const SHORT = 4;

/** Something that the contract takes. @param generous with all that may be left out */
function standIn(node: Node | undefined, generous: boolean): unknown {
  if (node === undefined) return 'x';
  if (node.default !== undefined) return node.default;
  if (node.enum) return node.enum[0];
  if (node.anyOf) return standIn(node.anyOf[0], generous);
  switch (node.type) {
    case 'integer':
    case 'number':
      return node.minimum ?? 0;
    case 'boolean':
      return false;
    case 'array':
      return Array.from({ length: node.minItems ?? 0 }, () => standIn(node.items, generous));
    case 'object': {
      const names = generous ? Object.keys(node.properties ?? {}) : (node.required ?? []);
      return Object.fromEntries(names.map((name) => [name, standIn(node.properties?.[name], generous)]));
    }
    default: {
      const pattern = new RegExp(node.pattern ?? '');
      return TEXTS.find((text) => pattern.test(text));
    }
  }
}

const hasNames = (node: Node | undefined): boolean =>
  Object.entries(node?.properties ?? {}).some(([name, child]) => NAMES.has(name) || hasNames(child)) ||
  (node?.items !== undefined && hasNames(node.items));

function put(data: unknown, path: Path, value: unknown): void {
  const owner = valueAt(data, path.slice(0, -1)) as Record<PropertyKey, unknown>;
  const name = path.at(-1) ?? '';
  if (value === undefined) Reflect.deleteProperty(owner, name);
  else owner[name] = value;
}

/** Mends one issue in `data`. @returns the path of what stands in for something now */
function mend(data: unknown, issue: z.core.$ZodIssue, generous: boolean): Path | undefined {
  if (issue.code === 'unrecognized_keys')
    for (const name of issue.keys) put(data, [...issue.path, name], undefined);
  else if (issue.code === 'invalid_key') put(data, issue.path, undefined);
  else {
    put(data, issue.path, standIn(nodeAt(issue.path), generous));
    return issue.path;
  }
  return undefined;
}

const within = (path: string, other: string) =>
  path === other || path.startsWith(`${other}.`) || path.startsWith(`${other}[`);

/** @param stand paths of what stands in for something */
function certainty(stand: ReadonlyMap<string, Path>): Whole['isCertain'] {
  const paths = [...stand.keys()];
  const names = [...stand.values()].map((path) => String(path.at(-1))).filter((name) => name.length > SHORT);
  const renamed = [...stand.values()].filter(
    (path) => NAMES.has(String(path.at(-1))) || hasNames(nodeAt(path)),
  );
  const isLoose = [...stand.values()].some(([first]) => FITTING.includes(String(first)));
  return ({ path, message, remedy }) => {
    if (paths.some((other) => within(path, other) || within(other, path))) return false;
    if (names.some((name) => `${message} ${remedy}`.includes(name))) return false;
    const [, list] = /^is no key of (\w+)/.exec(message) ?? [];
    if (list !== undefined) return !renamed.some((at) => at.includes(list));
    return !(isLoose && path.startsWith('demo') && DOES_NOT_FIT.test(message));
  };
}

/**
 * What the file says, with something that fits wherever its shape is wrong: so that one kind of mistake does not hide the other.
 * @returns undefined for what is nothing like a vertical
 */
export function wholeOf(data: unknown): Whole | undefined {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return undefined;
  const copy: unknown = structuredClone(data);
  const stand = new Map<string, Path>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const parsed = z.safeParse(verticalFile, copy);
    if (parsed.success)
      return { vertical: parsed.data, isOwn: stand.size === 0, isCertain: certainty(stand) };
    for (const issue of parsed.error.issues) {
      if (issue.path.length === 0 && issue.code !== 'unrecognized_keys') return undefined;
      const path = mend(copy, issue, round > 0);
      if (path) stand.set(pathText(path), path);
    }
  }
  return undefined;
}

/** What a check finds; where something stands in, it may stumble, and what it found until then counts. */
export function* foundBy(check: (vertical: Vertical) => Iterable<Mistake>, whole: Whole): Generator<Mistake> {
  try {
    for (const mistake of check(whole.vertical)) if (whole.isCertain(mistake)) yield mistake;
  } catch (error) {
    if (whole.isOwn) throw error;
  }
}
