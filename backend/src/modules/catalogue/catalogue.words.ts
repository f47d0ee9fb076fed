import type { ErrorDetail } from '../../lib/errors.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import { fail } from './catalogue.access.ts';

/** @throws VALIDATION naming each field */
export function refuse(details: ErrorDetail[]): void {
  if (details.length > 0) throw fail('VALIDATION', { details });
}

/** A mistake in each language of a text that the tenant does not speak. */
export function foreignWords({ locale }: Vertical, field: string, texts: object | undefined): ErrorDetail[] {
  const spoken: readonly string[] = locale.supported;
  return Object.keys(texts ?? {})
    .filter((name) => !spoken.includes(name))
    .map((name) => ({ field: `${field}.${name}`, message: `is not one of ${spoken.join(', ')}` }));
}

/** A mistake if a key is none of those known. */
export function unknownKey(
  field: string,
  key: string | null | undefined,
  known: readonly { key: string }[],
): ErrorDetail[] {
  if (key === undefined || key === null || known.some((one) => one.key === key)) return [];
  return [{ field, message: `is not one of ${known.map((one) => one.key).join(', ') || 'none'}` }];
}
