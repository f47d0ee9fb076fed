import type { ErrorDetail } from '../../lib/errors.ts';
import { dayOf } from '../../scheduling/days.ts';
import type { FormField } from '../verticals/verticals.contract.ts';
import type { GivenAnswers, KeptAnswer } from './intake.contract.ts';

/** How long a text of one line may be; of several as long as the contract lets it. */
const MOST_CHARACTERS = 300;
const PHONE = /^\+?[\d ()./-]{6,30}$/;

type Value = GivenAnswers[string];
/** What is wrong with a value, or what is kept of it. */
type Checked = { mistake: string } | { value: Value };

const isOneOf = (field: FormField, key: unknown) => field.options?.some((option) => option.key === key);

function checkText(text: string, { type }: FormField): Checked {
  const value = text.trim();
  if (value === '') return { mistake: 'is empty' };
  if (type === 'longText')
    return /^[\P{Cc}\n\r\t]*$/u.test(value) ? { value } : { mistake: 'has characters that nobody can read' };
  if (!/^\P{Cc}*$/u.test(value)) return { mistake: 'is one line' };
  return value.length <= MOST_CHARACTERS
    ? { value }
    : { mistake: `has at most ${MOST_CHARACTERS} characters` };
}

function checkNumber(value: number, { min, max }: FormField): Checked {
  if (min !== undefined && value < min) return { mistake: `is at least ${min}` };
  if (max !== undefined && value > max) return { mistake: `is at most ${max}` };
  return { value };
}

function isDate(text: string): boolean {
  try {
    dayOf(text);
    return true;
  } catch {
    return false;
  }
}

function checkString(given: string, field: FormField): Checked {
  switch (field.type) {
    case 'text':
    case 'longText':
      return checkText(given, field);
    case 'choice':
      return isOneOf(field, given) ? { value: given } : { mistake: 'is none of the options' };
    case 'date':
      return isDate(given) ? { value: given } : { mistake: 'is a date: 2026-03-01' };
    case 'phone':
      return PHONE.test(given.trim()) ? { value: given.trim() } : { mistake: 'is a telephone number' };
    case 'file':
      return { value: given };
    default:
      return { mistake: `is no ${field.type}` };
  }
}

function checkValue(given: Value, field: FormField): Checked {
  const { type, consent } = field;
  if (typeof given === 'string') return checkString(given, field);
  if (Array.isArray(given)) {
    if (type !== 'multiChoice') return { mistake: `is no ${type}` };
    const isFine = given.length > 0 && new Set(given).size === given.length;
    return isFine && given.every((key) => isOneOf(field, key))
      ? { value: given }
      : { mistake: 'are some of the options, each once' };
  }
  if (typeof given === 'number' && type === 'consent')
    return given === consent?.version
      ? { value: true }
      : { mistake: `is the version that was agreed to: ${consent?.version ?? 1}` };
  if (typeof given === 'number' && type === 'number') return checkNumber(given, field);
  if (given === false && type === 'consent') return { value: false };
  if (typeof given === 'boolean' && type === 'boolean') return { value: given };
  return { mistake: `is no ${type}` };
}

/** Whether a field is shown after the answers before it. */
function isShown({ showIf }: FormField, before: ReadonlyMap<string, Value>): boolean {
  if (!showIf) return true;
  const answer = before.get(showIf.field);
  return Array.isArray(answer) ? answer.includes(String(showIf.is)) : answer === showIf.is;
}

function keptOf(field: FormField, value: Value, at: Date): KeptAnswer {
  const { key, type, name, options, consent } = field;
  const chosen = options?.filter((option) =>
    Array.isArray(value) ? value.includes(option.key) : value === option.key,
  );
  return {
    key,
    type,
    name,
    value,
    ...(chosen && { options: chosen.map((option) => option.name) }),
    ...(consent &&
      value === true && { consent: { version: consent.version, text: consent.text, at: at.toISOString() } }),
  };
}

/** An unanswered consent is a missing one: only `true` agrees. */
const isMissing = ({ type }: FormField, value: Value | undefined) =>
  value === undefined || (type === 'consent' && value !== true);

/**
 * Checks answers against a form: typed, bounded, and of the fields that are shown only.
 * @param at when they were given
 * @param path names the form in mistakes: "answers" gives "answers.pet-name"
 * @param isLenient whether what is required may be left out: staff asks later
 * @returns the answers in the order of the form, with their questions; and what is wrong
 */
export function checkAnswers(
  fields: readonly FormField[],
  given: GivenAnswers,
  { at, path, isLenient }: { at: Date; path: string; isLenient: boolean },
): { kept: KeptAnswer[]; mistakes: ErrorDetail[] } {
  const values = new Map<string, Value>();
  const kept: KeptAnswer[] = [];
  const mistakes: ErrorDetail[] = [];
  const refuse = (key: string, message: string) => mistakes.push({ field: `${path}.${key}`, message });
  for (const field of fields) {
    const { key, required } = field;
    const answer = Object.hasOwn(given, key) ? given[key] : undefined;
    if (!isShown(field, values)) {
      if (answer !== undefined) refuse(key, 'is not asked after the answers before it');
      continue;
    }
    const checked = answer === undefined ? undefined : checkValue(answer, field);
    if (checked && 'mistake' in checked) {
      refuse(key, checked.mistake);
      continue;
    }
    if (checked) {
      values.set(key, checked.value);
      kept.push(keptOf(field, checked.value, at));
    }
    if (required && !isLenient && isMissing(field, checked?.value)) refuse(key, 'is required');
  }
  const asked = new Set(fields.map(({ key }) => key));
  for (const key of Object.keys(given)) if (!asked.has(key)) refuse(key, 'is not asked');
  return { kept, mistakes };
}
