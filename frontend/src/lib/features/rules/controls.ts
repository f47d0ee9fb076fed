/** How a value is typed: what of a JSON schema a form can show. */
export type Control = {
  /** Where it stands in the settings: "policies.cancellation.0.fee.basisPoints". */
  path: string;
  /** Of the field, without places in lists: "fee.basisPoints" has "basisPoints". */
  name: string;
  isRequired: boolean;
} & (
  | { kind: 'number'; unit: Unit; least: number | undefined; most: number | undefined }
  | { kind: 'switch' | 'text' | 'time' | 'date' | 'days' | 'words' }
  | { kind: 'choice' | 'order'; options: string[] }
  | { kind: 'group'; fields: Control[] }
  | { kind: 'list'; item: JsonSchema; mostItems: number }
);

export type Unit = 'none' | 'minutes' | 'days' | 'percent' | 'money';

/** The part of JSON Schema in which the settings are written. */
export interface JsonSchema {
  type?: string;
  description?: string;
  $ref?: string;
  enum?: string[];
  format?: string;
  pattern?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  minimum?: number;
  maximum?: number;
  maxItems?: number;
  $defs?: Record<string, JsonSchema>;
}

export type Definitions = Record<string, JsonSchema>;

function unitOf(name: string): Unit {
  if (/basisPoints$/i.test(name)) return 'percent';
  if (/^(amount|price|above)$/.test(name)) return 'money';
  if (/minutes|gap$|interval$/i.test(name)) return 'minutes';
  return /days$|daysBefore$/i.test(name) ? 'days' : 'none';
}

const TIME = '^(?:[01]\\d|2[0-3]):[0-5]\\d$';

function resolve(schema: JsonSchema, definitions: Definitions): JsonSchema {
  const found = schema.$ref && definitions[schema.$ref.replace('#/$defs/', '')];
  return found ? { ...schema, ...found } : schema;
}

const joined = (path: string, name: string | number) => (path ? `${path}.${name}` : String(name));

/** The control of a schema at a path. Lists keep the schema of their items: how many there are, the value says. */
export function controlOf(
  schema: JsonSchema,
  definitions: Definitions,
  path: string,
  isRequired = true,
): Control {
  const { type, properties, required = [], items, pattern, ...rest } = resolve(schema, definitions);
  const name = path.split('.').findLast((part) => !/^\d+$/.test(part)) ?? path;
  const at = { path, name, isRequired };
  if (properties) {
    const fields = Object.entries(properties).map(([key, field]) =>
      controlOf(field, definitions, joined(path, key), required.includes(key)),
    );
    return { ...at, kind: 'group', fields };
  }
  if (items) {
    const item = resolve(items, definitions);
    if (item.properties) return { ...at, kind: 'list', item, mostItems: rest.maxItems ?? 50 };
    if (item.enum) return { ...at, kind: 'order', options: item.enum };
    return { ...at, kind: item.type === 'integer' ? 'days' : 'words' };
  }
  if (rest.enum) return { ...at, kind: 'choice', options: rest.enum };
  if (type === 'boolean') return { ...at, kind: 'switch' };
  if (type === 'integer' || type === 'number')
    return { ...at, kind: 'number', unit: unitOf(name), least: rest.minimum, most: rest.maximum };
  if (rest.format === 'date') return { ...at, kind: 'date' };
  return { ...at, kind: pattern === TIME ? 'time' : 'text' };
}

/** The controls of a list's items that are there, and of one more that can be added. */
export function itemsOf(
  control: Extract<Control, { kind: 'list' }>,
  definitions: Definitions,
  count: number,
): Control[] {
  const length = Math.min(count + 1, control.mostItems);
  return Array.from({ length }, (_, index) =>
    controlOf(control.item, definitions, joined(control.path, index)),
  );
}
