import type { BusinessPage, Service, Tenant } from '#lib/api/types.ts';
import { formatRange } from '#lib/features/catalogue/listing.ts';
import { formatFrom, formatLeast } from '#lib/features/catalogue/prices.ts';
import { formatMinutes } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import type { ItemView, OptionView, ServiceGroup } from './booking-types.ts';
import {
  anew,
  choiceHref,
  isAble,
  isSession,
  locationOf,
  same,
  type Choice,
  type ChosenItem,
} from './choice.ts';
import { extrasView } from './extras-view.ts';

type Around = { business: BusinessPage; tenant: Pick<Tenant, 'categories'>; choice: Choice; locale: Locale };

function freshItem(service: Service): ChosenItem[] {
  const [variant] = service.variants;
  const inputs = service.durationInputs.map(({ key, default: usual }): [string, number] => [key, usual]);
  return variant ? [{ service, variant, addOns: new Map(), inputs: new Map(inputs) }] : [];
}

/** What is sold, by category; each leads to the choice so far with that service in it. */
export function serviceGroups(
  { business, tenant, choice, locale }: Around,
  services: readonly Service[],
): ServiceGroup[] {
  const groups = tenant.categories.map(({ key, name }) => ({
    key,
    name: localized(name, locale),
    services: services
      .filter(({ category }) => category === key)
      .map((service) => {
        const minutes = service.variants.map((variant) => variant.minutes);
        const items = [...choice.items, ...freshItem(service)];
        // Whoever was chosen stays so for what they do, too.
        const wanted = choice.items[0]?.providerId;
        const person = business.providers.find(({ id }) => id === wanted);
        const able = person && isAble(person, service, locationOf(business, choice)?.id);
        const withPerson = items.map((item) =>
          item.service.id === service.id && able ? { ...item, providerId: wanted } : item,
        );
        return {
          id: service.id,
          name: localized(service.name, locale),
          text: localized(service.description, locale),
          detail: formatRange(Math.min(...minutes), Math.max(...minutes)),
          price: formatLeast(service.variants, locale),
          href: choiceHref(choice, { ...same, items: withPerson }),
        };
      }),
  }));
  return groups.filter((group) => group.services.length > 0);
}

/** What can be added to the visit: of the same kind of place, and not sold by the seat. */
export function addable({ business, choice }: Around): Service[] {
  const [first] = choice.items;
  if (!first || isSession(first.service)) return [];
  return business.services.filter(
    (service) =>
      !isSession(service) &&
      service.place === first.service.place &&
      !choice.items.some((item) => item.service.id === service.id),
  );
}

const changed = (choice: Choice, id: string, change: Partial<ChosenItem>) =>
  choiceHref(choice, {
    ...same,
    items: choice.items.map((item) => (item.service.id === id ? { ...item, ...change } : item)),
  });

function variantsOf(item: ChosenItem, choice: Choice, locale: Locale): OptionView[] {
  if (item.service.variants.length < 2) return [];
  return item.service.variants.map((variant) => ({
    id: variant.id,
    name: localized(variant.name, locale),
    detail: `${formatMinutes(variant.minutes)} · ${formatLeast([variant], locale)}`,
    href: changed(choice, item.service.id, { variant }),
    isChosen: variant.id === item.variant.id,
  }));
}

/** Who can be asked for: nobody where only things are booked, a crew comes, or sessions say who gives them. */
function peopleOf(item: ChosenItem, { business, choice, locale }: Around): OptionView[] {
  const { service } = item;
  if (service.providersRequired !== 1 || isSession(service)) return [];
  const at = locationOf(business, choice)?.id;
  const able = business.providers.filter((one) => isAble(one, service, at));
  if (able.length < 2) return [];
  const anyone = {
    id: 'anyone',
    name: m.book_anyone(),
    detail: m.book_anyone_hint(),
    href: changed(choice, service.id, { providerId: undefined }),
    isChosen: !item.providerId,
  };
  const people = able.map(({ id, name, title }) => ({
    id,
    name,
    detail: localized(title, locale),
    href: changed(choice, service.id, { providerId: id }),
    isChosen: id === item.providerId,
  }));
  return [anyone, ...people];
}

export function itemViews(around: Around): ItemView[] {
  const { business, choice, locale } = around;
  return choice.items.map((item): ItemView => {
    const { service, variant } = item;
    const name = localized(service.name, locale);
    const provider = business.providers.find(({ id }) => id === item.providerId);
    return {
      id: service.id,
      name,
      variant: service.variants.length > 1 ? localized(variant.name, locale) : '',
      variants: variantsOf(item, choice, locale),
      person: provider ? m.book_with({ name: provider.name }) : m.book_anyone(),
      people: peopleOf(item, around),
      extras: extrasView(item, choice, locale),
      removeHref:
        choice.items.length > 1 || business.services.length > 1
          ? choiceHref(choice, { ...same, items: choice.items.filter((other) => other !== item) })
          : null,
      removeLabel: m.book_remove({ name }),
    };
  });
}

/** Where it is done, if there is a choice. */
export function locationViews({ business, choice }: Around): OptionView[] {
  if (!choice.locationId) return [];
  return business.locations.map(({ id, name, address }) => ({
    id,
    name,
    detail: [address.line, address.city].filter(Boolean).join(', '),
    href: choiceHref(choice, { ...anew, locationId: id }),
    isChosen: id === choice.locationId,
  }));
}

/** What is known of the price before a time is chosen, of everything and all seats. */
export function basePrice(choice: Choice, locale: Locale): string {
  let amount = 0;
  for (const { service, variant, addOns, inputs } of choice.items) {
    amount += variant.priceFrom.amount;
    for (const one of service.addOns) amount += one.price.amount * (addOns.get(one.id) ?? 0);
    for (const one of service.durationInputs)
      amount += one.pricePerUnit.amount * ((inputs.get(one.key) ?? one.min) - one.min);
  }
  const currency = choice.items[0]?.variant.price.currency;
  const differs = choice.items.some(({ variant }) => variant.priceUpTo !== undefined);
  return currency ? formatFrom({ amount: amount * choice.seats, currency }, differs, locale) : '';
}

export function minutesOf(choice: Choice): number {
  return choice.items.reduce((sum, { service, variant, addOns, inputs }) => {
    const extra = service.addOns.reduce((all, one) => all + one.minutes * (addOns.get(one.id) ?? 0), 0);
    const given = service.durationInputs.reduce(
      (all, one) => all + one.minutesPerUnit * (inputs.get(one.key) ?? 0),
      0,
    );
    return sum + variant.minutes + extra + given;
  }, 0);
}
