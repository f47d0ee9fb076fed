import { formatMinutes, formatMoney } from '#lib/i18n/format.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import type { ExtrasView } from './booking-types.ts';
import { choicePairs, same, type Choice, type ChosenItem } from './choice.ts';

type Field = ExtrasView['fields'][number];

/** "+ $ 500, 10 min" */
function worth(price: { amount: number; currency: string }, minutes: number, locale: string): string {
  const parts = [
    price.amount > 0 ? `+ ${formatMoney(price, locale)}` : '',
    minutes > 0 ? formatMinutes(minutes) : '',
  ];
  return parts.filter(Boolean).join(' · ');
}

/** The numbers and add-ons of a service as a form; null where there are none. */
export function extrasView(item: ChosenItem, choice: Choice, locale: string): ExtrasView | null {
  const { service, addOns, inputs } = item;
  const asked = service.durationInputs.map((input): Field => ({
    name: `input.${input.key}`,
    label: localized(input.name, locale),
    detail: '',
    value: inputs.get(input.key) ?? input.default,
    min: input.min,
    max: input.max,
  }));
  const added = service.addOns.map((addOn): Field => {
    const detail = worth(addOn.price, addOn.minutes, locale);
    return {
      name: `addon.${addOn.id}`,
      label: localized(addOn.name, locale),
      detail: addOn.maxQuantity > 1 ? m.book_extras_each({ price: detail }) : detail,
      value: addOns.get(addOn.id) ?? 0,
      min: 0,
      max: addOn.maxQuantity,
    };
  });
  const fields = [...asked, ...added];
  if (fields.length === 0) return null;
  const names = new Set(fields.map(({ name }) => name));
  const said = [
    ...asked.map(({ label, value }) => `${label}: ${value}`),
    ...added
      .filter(({ value }) => value > 0)
      .map(({ label, value }) => (value > 1 ? `${label} × ${value}` : label)),
  ];
  return {
    title: m.book_extras(),
    text: said.join(' · ') || m.book_extras_add(),
    hidden: choicePairs({ ...choice, ...same }).filter(([name]) => !names.has(name)),
    fields,
  };
}
