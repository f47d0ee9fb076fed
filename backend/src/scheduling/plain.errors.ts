import * as z from 'zod/mini';

/** A mistake in a file. */
export interface Mistake {
  /** "providers[0].weekly[1].end"; empty for the file as a whole. */
  path: string;
  /** Begins with a verb ("is missing") or with what is wrong, and says the remedy. */
  message: string;
}

/** Every mistake that was found in a problem of the plain-file form (section 10). */
export class PlainFormError extends Error {
  override name = 'PlainFormError';
  readonly problems: readonly Mistake[];

  constructor(problems: readonly Mistake[]) {
    super(problems.map(({ path, message }) => `${path || 'the problem'}: ${message}`).join('\n'));
    this.problems = problems;
  }
}

export type Path = readonly (string | number)[];

export function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}

const kinds: Record<string, string> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a whole number',
  object: 'an object in braces',
  string: 'a text in quotes',
  tuple: 'a list of two instants, from (inclusive) and to (exclusive)',
};

const shown = (value: unknown) => {
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
};

/** What a schema that was not obeyed says about it. */
export function messageOf(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return `is missing: write ${kinds[issue.expected] ?? issue.expected}`;
      return `should be ${kinds[issue.expected] ?? issue.expected}, not ${shown(issue.input)}`;
    case 'invalid_value':
      return `should be ${issue.values.map(shown).join(' or ')}, not ${shown(issue.input)}`;
    case 'too_small':
      if (issue.origin === 'string') return 'should not be empty';
      return issue.origin === 'array'
        ? `should have at least ${issue.minimum} of these`
        : `should be at least ${issue.minimum}, not ${shown(issue.input)}`;
    case 'too_big':
      return issue.origin === 'array'
        ? `should have at most ${issue.maximum} of these`
        : `should be at most ${issue.maximum}, not ${shown(issue.input)}`;
    case 'unrecognized_keys':
      return `is not known${issue.inst instanceof z.ZodMiniObject ? `: known here are ${Object.keys(issue.inst.shape).join(', ')}` : ''}`;
    default:
      return undefined;
  }
}

/** One mistake for each unknown key, and those of the alternative that was meant where there are several. */
export function mistakesOf(issue: z.core.$ZodIssue, before: readonly PropertyKey[] = []): Mistake[] {
  const path = [...before, ...issue.path];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: pathOf([...path, key]), message: issue.message }));
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.find(
      (errors) => !errors.some((error) => error.code === 'invalid_type' && error.path.length === 0),
    );
    if (meant) return meant.flatMap((error) => mistakesOf(error, path));
  }
  return [{ path: pathOf(path), message: issue.message }];
}
