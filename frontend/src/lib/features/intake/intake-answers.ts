import { m } from '#lib/i18n/words.ts';
import { shownFields, type FieldView, type FormView, type Values } from './intake-view.ts';

type Answer = string | number | boolean | string[];
export type Answers = Record<string, Answer>;

/** What was typed, by the names of the controls; several chosen stand in one value, with commas. */
export function typedIn(forms: readonly FormView[], data: FormData): Values {
  const entries = forms.flatMap(({ fields }) =>
    fields.map(({ name }): [string, string] => {
      const texts = data.getAll(name).filter((value) => typeof value === 'string');
      return [
        name,
        texts
          .map((text) => text.trim())
          .filter(Boolean)
          .join(','),
      ];
    }),
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

function answerOf({ type }: FieldView, value: string): Answer {
  switch (type) {
    case 'number':
      return Number(value.replace(',', '.'));
    case 'boolean':
      return value === 'true';
    case 'consent':
      return Number(value);
    case 'multiChoice':
      return value.split(',');
    default:
      return value;
  }
}

/** The answers of one form, as the API takes them: of what is asked only. */
export function answersOf({ fields }: FormView, values: Values): Answers {
  return Object.fromEntries(
    shownFields(fields, values).flatMap((field) => {
      const value = values[field.name];
      return value ? [[field.key, answerOf(field, value)]] : [];
    }),
  );
}

/** One sentence for what is wrong with an answer. */
export function mistakeIn(field: FieldView, value: string | undefined, example: string): string {
  const { type, min, max } = field;
  if (type === 'consent') return m.intake_consent_required();
  if (type === 'file') return m.intake_file();
  if (!value) return m.field_required();
  if (type === 'phone') return m.intake_phone({ example });
  if (type === 'date') return m.intake_date();
  if (type === 'number')
    return min !== null && max !== null ? m.intake_number_between({ min, max }) : m.intake_number();
  return m.field_refused();
}

const isNumber = (value: string): boolean => Number.isFinite(Number(value.replace(',', '.')));

/** What is plainly missing or wrong before the API is asked, by the name of the control. */
export function mistakesIn(
  forms: readonly FormView[],
  values: Values,
  example: string,
): Record<string, string> {
  const wrong = forms.flatMap(({ fields }) =>
    shownFields(fields, values).filter((field) => {
      const value = values[field.name];
      if (!value) return field.required;
      return field.type === 'number' && !isNumber(value);
    }),
  );
  return Object.fromEntries(
    wrong.map((field) => [field.name, mistakeIn(field, values[field.name], example)]),
  );
}
