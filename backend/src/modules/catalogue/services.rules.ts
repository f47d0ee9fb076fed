import type { ErrorDetail } from '../../lib/errors.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import { serviceChecks } from '../verticals/verticals.servicechecks.ts';
import { foreignWords } from './catalogue.words.ts';
import type { ServiceChange } from './services.contract.ts';
import type { ServiceDraft } from './services.views.ts';

/** "serviceTypes[0].variants[1].minutes" is the field "variants.1.minutes". */
const fieldOf = (path: string) =>
  path.replace(/^serviceTypes\[0\]\.?/, '').replace(/\[(\d+)\]/g, '.$1') || 'body';

/** A mistake for each price that is not in the tenant's currency. */
export function foreignMoney(
  { locale }: Vertical,
  prices: readonly (readonly [field: string, price: { currency: string }])[],
): ErrorDetail[] {
  return prices
    .filter(([, { currency }]) => currency !== locale.currency)
    .map(([field]) => ({ field: `${field}.currency`, message: `is not ${locale.currency}` }));
}

/** What is wrong with a change in itself: languages and currencies that the tenant does not have. */
export function foreignParts(vertical: Vertical, change: ServiceChange): ErrorDetail[] {
  const { name, description, variants = [], addOns = [], durationInputs = [] } = change;
  const lists = { variants, addOns, durationInputs };
  const entries = Object.entries(lists).flatMap(([list, each]) =>
    each.map((entry, index) => [`${list}.${index}`, entry] as const),
  );
  return [
    ...foreignWords(vertical, 'name', name),
    ...foreignWords(vertical, 'description', description),
    ...entries.flatMap(([at, entry]) => foreignWords(vertical, `${at}.name`, entry.name)),
    ...foreignMoney(
      vertical,
      entries.map(([at, entry]) =>
        'price' in entry ? [`${at}.price`, entry.price] : [`${at}.pricePerUnit`, entry.pricePerUnit],
      ),
    ),
  ];
}

/**
 * What a change makes wrong with a service, by the rules for service types of the vertical's file. What was wrong before (the
 * file may have changed since) does not stand in the way of other changes.
 */
export function newWrongs(vertical: Vertical, before: ServiceDraft, after: ServiceDraft): ErrorDetail[] {
  const wrongsOf = (draft: ServiceDraft) =>
    [...serviceChecks({ ...vertical, serviceTypes: [draft] }, 0)].map(({ path, message, remedy }) => ({
      field: fieldOf(path),
      message: `${message}. ${remedy}`,
    }));
  const known = new Set(wrongsOf(before).map(({ field, message }) => field + message));
  return wrongsOf(after).filter(({ field, message }) => !known.has(field + message));
}
