import { textIn } from '#lib/server/forms.ts';
import { controlOf, type Control, type Definitions } from './controls.ts';

/** What a form brought, by path. */
export interface Fields {
  get: (name: string) => FormDataEntryValue | null;
  getAll: (name: string) => FormDataEntryValue[];
  keys: () => Iterable<string>;
}

export interface Mistake {
  path: string;
  kind: 'number' | 'range' | 'required' | 'time';
}

export interface Typed {
  /** Undefined: nothing was written. */
  value: unknown;
  mistakes: Mistake[];
  /** Where each value stood in the form, by where it stands now: empty items of lists are left out. */
  places: Map<string, string>;
}

/** How many of the unit stand in one: 2100 basis points are 21 %, 150000 minor units 1,500.00. */
export function scaleOf(unit: string, currencyDigits: number): number {
  if (unit === 'percent') return 100;
  return unit === 'money' ? 10 ** currencyDigits : 1;
}

/** As people write numbers: "1.500,50" and "1500.5" are the same. */
export function numberIn(text: string): number {
  const [whole = '', fraction] = text.replaceAll(/[\s%$]/g, '').split(/[.,](?=\d{1,2}$)/);
  return Number(whole.replaceAll(/[.,]/g, '') + (fraction === undefined ? '' : `.${fraction}`));
}

/** Groups that say something also when nothing is in them: nobody leaves a deposit. */
const MAY_BE_EMPTY = new Set(['deposit']);

const TIME = /^(?:[01]?\d|2[0-4]):[0-5]\d$/;

/** Reads what was typed into a control. */
export function readTyped(
  control: Control,
  fields: Fields,
  definitions: Definitions,
  currencyDigits: number,
): Typed {
  const mistakes: Mistake[] = [];
  const places = new Map<string, string>();
  const textAt = (path: string) => textIn(fields, path).trim();
  const listed = (path: string) =>
    fields.getAll(path).flatMap((value) => (typeof value === 'string' && value !== '' ? [value] : []));
  const names = [...fields.keys()];

  function simple(at: Exclude<Control, { kind: 'group' | 'list' }>): unknown {
    const text = textAt(at.path);
    if (at.kind === 'switch') return text === 'on';
    if (at.kind === 'days' || at.kind === 'order') {
      const all = [...new Set(listed(at.path))];
      return all.length === 0 ? undefined : at.kind === 'days' ? all.map(Number) : all;
    }
    if (text === '') return undefined;
    if (at.kind === 'words')
      return text
        .split(',')
        .map((word) => word.trim())
        .filter(Boolean);
    if (at.kind !== 'number') {
      if (at.kind === 'time' && !TIME.test(text)) mistakes.push({ path: at.path, kind: 'time' });
      return at.kind === 'time' ? text.padStart(5, '0') : text;
    }
    const value = Math.round(numberIn(text) * scaleOf(at.unit, currencyDigits));
    if (Number.isNaN(value)) mistakes.push({ path: at.path, kind: 'number' });
    else if (value < (at.least ?? -Infinity) || value > (at.most ?? Infinity))
      mistakes.push({ path: at.path, kind: 'range' });
    return value;
  }

  function object(at: Extract<Control, { kind: 'group' }>, path: string): object | undefined {
    const before = mistakes.length;
    const entries = at.fields.map((field): [Control, string, unknown] => {
      const name = field.path.slice(at.path.length + 1);
      return [field, name, read(field, `${path}.${name}`)];
    });
    const written = entries.filter(([, , value]) => value !== undefined && value !== false);
    if (written.length === 0) {
      mistakes.length = before;
      return undefined;
    }
    for (const [field, , value] of entries)
      if (value === undefined && field.isRequired) mistakes.push({ path: field.path, kind: 'required' });
    return Object.fromEntries(
      entries.filter(([, , value]) => value !== undefined).map(([, name, value]) => [name, value]),
    );
  }

  /** @param path where the value will stand */
  function read(at: Control, path: string): unknown {
    places.set(path, at.path);
    if (at.kind === 'group') return object(at, path) ?? (MAY_BE_EMPTY.has(at.name) ? {} : undefined);
    if (at.kind !== 'list') return simple(at);
    const indexes = names.flatMap((name) => {
      const index = name.startsWith(`${at.path}.`)
        ? Number(name.slice(at.path.length + 1).split('.')[0])
        : NaN;
      return Number.isInteger(index) ? [index] : [];
    });
    const items: unknown[] = [];
    for (const index of [...new Set(indexes)].toSorted((a, b) => a - b)) {
      if (textAt(`${at.path}.${index}.-`) === 'on') continue;
      const item = read(controlOf(at.item, definitions, `${at.path}.${index}`), `${path}.${items.length}`);
      if (item !== undefined) items.push(item);
    }
    return items;
  }

  const value = read(control, control.path);
  return { value, mistakes, places };
}
