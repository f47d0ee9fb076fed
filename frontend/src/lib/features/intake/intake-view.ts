import type { ServiceTerms } from '#lib/api/types.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';

type FormField = ServiceTerms['customerFields'][number];

/** A question in one language. */
export type FieldView = {
  /** As its control is called, unique on the page. */
  name: string;
  key: string;
  type: FormField['type'];
  label: string;
  help: string;
  required: boolean;
  options: { key: string; label: string }[];
  min: number | null;
  max: number | null;
  consent: { version: number; text: string } | null;
  /** Shown only after this answer of another control. */
  showIf: { name: string; is: string } | null;
};

export type FormView = { prefix: string; title: string; fields: FieldView[] };

/** Names of controls: answers to the form of an item, and to what is asked once. */
export const itemPrefix = (position: number): string => `answers.${position}`;
export const CUSTOMER_PREFIX = 'customerAnswers';

function fieldView(field: FormField, prefix: string, locale: string): FieldView {
  const { key, type, required, options = [], min = null, max = null, consent, showIf } = field;
  return {
    name: `${prefix}.${key}`,
    key,
    type,
    label: localized(field.name, locale),
    help: localized(field.help, locale),
    required,
    options: options.map((option) => ({ key: option.key, label: localized(option.name, locale) })),
    min,
    max,
    consent: consent ? { version: consent.version, text: localized(consent.text, locale) } : null,
    showIf: showIf ? { name: `${prefix}.${showIf.field}`, is: String(showIf.is) } : null,
  };
}

/** What is asked with a booking: the form of each item, and what was not asked before. */
export function formViews(terms: readonly ServiceTerms[], locale: string): FormView[] {
  const ofItems = terms.flatMap(({ intakeForm }, position) => {
    if (!intakeForm) return [];
    const prefix = itemPrefix(position);
    const fields = intakeForm.fields.map((field) => fieldView(field, prefix, locale));
    return [{ prefix, title: localized(intakeForm.name, locale), fields }];
  });
  const [first] = terms;
  const known = new Set(first?.answered);
  const once = (first?.customerFields ?? []).filter(({ key }) => !known.has(key));
  const fields = once.map((field) => fieldView(field, CUSTOMER_PREFIX, locale));
  return fields.length > 0
    ? [...ofItems, { prefix: CUSTOMER_PREFIX, title: m.intake_about_you(), fields }]
    : ofItems;
}

export type Values = Record<string, string>;

/** Whether a question is asked after the answers before it; several chosen stand in one value, with commas. */
function isShown({ showIf }: FieldView, values: Values): boolean {
  if (!showIf) return true;
  return (values[showIf.name] ?? '').split(',').includes(showIf.is);
}

/** Those that are asked, in their order: what depends on a question that is not asked is not asked either. */
export function shownFields(fields: readonly FieldView[], values: Values): FieldView[] {
  const asked: FieldView[] = [];
  const counting: Values = {};
  for (const field of fields) {
    if (!isShown(field, counting)) continue;
    asked.push(field);
    const value = values[field.name];
    // An agreement is sent as the version of its text.
    if (value) counting[field.name] = field.type === 'consent' ? 'true' : value;
  }
  return asked;
}
