import { renderSchema } from '../../backend/src/modules/verticals/schema.generate.ts';

/** As much of JSON schema as the contract of the verticals makes use of. */
type Schema = {
  type?: string;
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  $ref?: string;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  $defs?: Record<string, Schema>;
};
type Row = { path: string; says: string; takes: string; otherwise: string };

const INTRODUCTION = `# The keys of a vertical

Made by \`npm run generate\` from \`niche-configs/schema.json\`; do not edit it. [verticals.md](verticals.md) tells what they do together;
an editor that reads JSON schemas shows the same while typing. \`[]\` is each entry of a list, \`*\` any key of one's own choosing. What has
no default and is not required may be left out, and is not there then. Money is whole minor units, "HH:MM" is wall clock.`;

const code = (value: unknown) => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
const unbounded = Number.MAX_SAFE_INTEGER;
const nameOf = (ref: string) => ref.slice('#/$defs/'.length);

function between(low: number | undefined, high: number | undefined): string {
  const least = low !== undefined && low > -unbounded ? low : undefined;
  const most = high !== undefined && high < unbounded ? high : undefined;
  if (least !== undefined && most !== undefined) return ` ${least} to ${most}`;
  if (least !== undefined) return ` from ${least}`;
  return most === undefined ? '' : ` to ${most}`;
}

/** What a pattern means, told by one text that matches it and one that does not. */
const PATTERNS: [name: string, matches: string, not: string][] = [
  ['"HH:MM" or "24:00"', '24:00', '25:00'],
  ['"HH:MM"', '23:59', '24:00'],
  ['"YYYY-MM-DD"', '2028-02-29', '2027-02-29'],
  ['key: small letters, digits and hyphens', 'two-words', '2-words'],
  ['name in an address: small letters, digits and hyphens', '2-words', 'Two'],
  ['colour: `#rrggbb` or `oklch(L C H)`', '#1a2b3c', 'red'],
  ['two capital letters', 'AR', 'ARS'],
  ['three capital letters', 'ARS', 'AR'],
  ['calling code', '+54', '54'],
  ['telephone number with its calling code', '+54 9 11 5555-0101', '11 5555-0101'],
  ['text', 'Any text', ' with a space before it'],
];

function textLike(pattern: string): string {
  const matcher = new RegExp(pattern, 'u');
  const found = PATTERNS.find(([, matches, not]) => matcher.test(matches) && !matcher.test(not));
  if (!found) throw new Error(`Nothing in PATTERNS of vertical-keys.ts tells what ${pattern} means.`);
  return found[0];
}

/** What may stand there, in words. */
function takes(schema: Schema): string {
  const { $ref, enum: choices, const: only, type, items, pattern } = schema;
  if ($ref) return `[${nameOf($ref)}](#${nameOf($ref).toLowerCase()})`;
  if (only !== undefined) return code(only);
  if (choices) return choices.map(code).join(', ');
  const ways = schema.anyOf ?? schema.oneOf;
  if (ways) return [...new Set(ways.map(takes))].join(' or ');
  if (type === 'array')
    return `list${between(schema.minItems, schema.maxItems)}${items ? `: ${takes(items)}` : ''}`;
  if (type === 'integer' || type === 'number')
    return `${type === 'integer' ? 'whole number' : 'number'}${between(schema.minimum, schema.maximum)}`;
  if (type === 'boolean') return 'true or false';
  if (type === 'string') {
    const letters = between(schema.minLength, schema.maxLength);
    return `${pattern ? textLike(pattern) : 'text'}${letters ? `,${letters} letters` : ''}`;
  }
  return type === 'object' ? 'object' : 'anything';
}

function otherwise(schema: Schema, required: boolean): string {
  if (schema.default !== undefined) return code(schema.default);
  return required ? 'required' : '';
}

/** The keys inside, wherever they are: in an object, in the entries of a list, in one of several forms. */
function rowsOf(schema: Schema, path: string): Row[] {
  if (schema.$ref) return [];
  const inside = Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const own = path ? `${path}.${key}` : key;
    const required = schema.required?.includes(key) ?? false;
    const row = {
      ...{ path: own, says: value.description ?? '' },
      ...{ takes: takes(value), otherwise: otherwise(value, required) },
    };
    return [row, ...rowsOf(value, own)];
  });
  const forms = (schema.anyOf ?? schema.oneOf ?? []).flatMap((form) => rowsOf(form, path));
  const entries = schema.items ? rowsOf(schema.items, `${path}[]`) : [];
  const any = schema.additionalProperties;
  const free = typeof any === 'object' ? rowsOf(any, path ? `${path}.*` : '*') : [];
  return [...inside, ...merge(forms), ...entries, ...free];
}

/** A key that several forms have stands once, with what it takes in each. */
function merge(rows: Row[]): Row[] {
  const found = new Map<string, Row>();
  for (const row of rows) {
    const same = found.get(row.path);
    const takes = same && same.takes !== row.takes ? `${same.takes} or ${row.takes}` : row.takes;
    found.set(row.path, { ...row, ...same, takes });
  }
  return [...found.values()];
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function table(rows: Row[]): string {
  const lines = rows.map((row) =>
    [`\`${row.path}\``, row.says, row.takes, row.otherwise].map(cell).join(' | '),
  );
  return [
    '| key | says | takes | default |',
    '| --- | --- | --- | --- |',
    ...lines.map((line) => `| ${line} |`),
  ].join('\n');
}

function section(heading: string, schema: Schema, standing: string): string {
  const rows = rowsOf(schema, '');
  const kind = [takes(schema), standing].filter(Boolean).join('; ');
  return [
    heading,
    `${schema.description ?? ''} (${kind})`.trim(),
    ...(rows.length > 0 ? [table(rows)] : []),
  ].join('\n\n');
}

/** The text of `docs/vertical-keys.md`. */
export function renderVerticalKeys(): string {
  const schema = JSON.parse(renderSchema()) as Schema & { else?: { required?: string[] } };
  const required = schema.else?.required ?? [];
  const top = Object.entries(schema.properties ?? {}).map(([name, value]) =>
    section(`## ${name}`, value, required.includes(name) ? 'required' : otherwise(value, false)),
  );
  const shared = Object.entries(schema.$defs ?? {}).map(([name, value]) => section(`### ${name}`, value, ''));
  return [INTRODUCTION, ...top, '## What several keys take', ...shared].join('\n\n');
}
