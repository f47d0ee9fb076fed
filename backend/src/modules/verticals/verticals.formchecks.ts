import type { FormField, Vertical } from './verticals.contract.ts';
import { type Found, mistake, type Path, suggest, unique } from './verticals.findings.ts';
import { valueAt } from './verticals.mistakes.ts';

/** Keys that mean something in fields of some types only; `needed`: they cannot do without. */
const OWN_KEYS: Record<'options' | 'consent' | 'min' | 'max', { types: string[]; needed: boolean }> = {
  options: { types: ['choice', 'multiChoice'], needed: true },
  consent: { types: ['consent'], needed: true },
  min: { types: ['number'], needed: false },
  max: { types: ['number'], needed: false },
};

function* ownKeys(data: unknown, field: FormField, path: Path): Found {
  for (const [name, { types, needed }] of Object.entries(OWN_KEYS)) {
    const set = field[name as keyof typeof OWN_KEYS] !== undefined;
    const fits = types.includes(field.type);
    if (fits && needed && !set) {
      yield mistake(
        data,
        [...path, name],
        'is missing',
        `Add it, or choose another type than ${field.type}.`,
      );
    }
    if (!fits && set) {
      yield mistake(
        data,
        [...path, name],
        `does nothing in a ${field.type}`,
        `It is for ${types.join(', ')}.`,
      );
    }
  }
  if (field.options !== undefined) yield* unique(data, [...path, 'options'], 'key');
  if (field.min !== undefined && field.max !== undefined && field.min > field.max) {
    yield mistake(data, [...path, 'min'], `is above the max of ${String(field.max)}`, 'Swap the two.');
  }
}

/** Answers that a field can be asked about, or undefined where it has none to choose from. */
function answersOf({ type, options }: FormField): (string | boolean)[] | undefined {
  if (type === 'boolean' || type === 'consent') return [true, false];
  return options?.map(({ key }) => key);
}

function* condition(data: unknown, field: FormField, earlier: readonly FormField[], path: Path): Found {
  if (field.showIf === undefined) return;
  const asked = earlier.filter((each) => answersOf(each) !== undefined);
  const other = asked.find(({ key }) => key === field.showIf?.field);
  if (other === undefined) {
    const remedy = suggest(
      field.showIf.field,
      asked.map(({ key }) => key),
      'the fields before it',
    );
    yield mistake(
      data,
      [...path, 'showIf', 'field'],
      'is no earlier field with answers to choose from',
      remedy,
    );
    return;
  }
  const answers = answersOf(other) ?? [];
  if (answers.includes(field.showIf.is)) return;
  const remedy = `Use one of ${answers.join(', ')}.`;
  yield mistake(data, [...path, 'showIf', 'is'], `is no answer of ${other.key}`, remedy);
}

function* form(data: unknown, path: Path): Found {
  const fields = valueAt(data, path) as FormField[];
  yield* unique(data, path, 'key');
  for (const [index, field] of fields.entries()) {
    yield* ownKeys(data, field, [...path, index]);
    yield* condition(data, field, fields.slice(0, index), [...path, index]);
  }
}

/** What the contract cannot say of forms: keys that fit their type, and conditions on what was asked before. */
export function* formChecks(vertical: Vertical): Found {
  yield* form(vertical, ['customerFields']);
  yield* unique(vertical, ['intakeForms'], 'key');
  for (const index of vertical.intakeForms.keys()) yield* form(vertical, ['intakeForms', index, 'fields']);
}
