import { failWith } from '../../lib/errors.ts';
import { clockIn } from '../availability/availability.answer.ts';
import { pricing } from '../availability/availability.prices.ts';
import type { Loaded, LoadedItem } from '../availability/availability.problem.ts';
import type { LocalizedText } from '../catalogue/catalogue.contract.ts';
import { bookingErrors, type PriceHigher, type PriceLine } from './bookings.contract.ts';
import type { PriceLine as EngineLine } from '../../scheduling/price.ts';
import type { Draft } from './bookings.draft.ts';
import type { BookingRow } from './bookings.views.ts';

function nameOf(
  { variant, inputs, addOns, settings }: LoadedItem,
  kind: EngineLine['kind'],
  key: string | undefined,
): LocalizedText {
  const named = {
    variant: variant.name,
    input: inputs.find((input) => input.key === key)?.name,
    addOn: addOns.find((addOn) => addOn.key === key)?.name,
    rule: settings.priceRules.find((rule) => rule.key === key)?.name,
    tax: settings.payments.tax?.name,
  };
  return { ...(named[kind] as LocalizedText | undefined) };
}

/**
 * What each item costs with whoever takes it, as the clock shows at the start of the visit (scheduling rules, section 7); of
 * a class, all seats together.
 */
export function linesOf(
  loaded: Loaded,
  { startsAt, items, session }: Pick<Draft, 'startsAt' | 'items' | 'session'>,
): PriceLine[] {
  const at = clockIn(loaded.timeZone).local(startsAt);
  const { customerGroups, providers, sessions } = loaded;
  const levels = new Map(providers.map(({ id, level }) => [id, level]));
  const ofSession = sessions?.find(({ id }) => id === session?.id)?.providerLevel;
  return loaded.items.flatMap((item, index) => {
    const [leader = ''] = items[index]?.providerIds ?? [];
    const price = pricing(item)(at, { customerGroups, providerLevel: ofSession ?? levels.get(leader) });
    return price.lines.map(({ kind, key, amount }) => ({
      item: index,
      kind,
      name: nameOf(item, kind, key),
      amount: amount * (session?.seats ?? 1),
    }));
  });
}

/** What a booking would cost by the rules of today where it stands. */
export function linesWhereItStands(loaded: Loaded, { startsAt, items }: BookingRow): PriceLine[] {
  const [first] = items;
  return linesOf(loaded, {
    startsAt,
    items: items.map(({ details, ...item }) => ({ ...item, providerIds: details.providerIds })),
    session: first?.sessionId ? { id: first.sessionId, seats: first.details.seats ?? 1, startsAt } : null,
  });
}

/**
 * What a booking costs after a move, in minor units: as agreed, and the difference between what both times cost by the rules of
 * today. A difference that would leave less than nothing is not made.
 */
export function movedTotal(agreed: number, before: number, after: number): number {
  const total = agreed + after - before;
  return total < 0 ? agreed : total;
}

/**
 * Nobody pays more than they agreed to. @param agreed minor units, as the price
 * @throws PRICE_HIGHER with both
 */
export function demandPrice(price: number, agreed: number, currency: string): void {
  if (price <= agreed) return;
  const data: PriceHigher = { price: { amount: price, currency }, agreed: { amount: agreed, currency } };
  throw failWith(bookingErrors)('PRICE_HIGHER', { data });
}
