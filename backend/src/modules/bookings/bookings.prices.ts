import { clockIn } from '../availability/availability.answer.ts';
import { pricing } from '../availability/availability.prices.ts';
import type { Loaded, LoadedItem } from '../availability/availability.problem.ts';
import type { LocalizedText } from '../catalogue/catalogue.contract.ts';
import type { PriceLine } from './bookings.contract.ts';
import type { PriceLine as EngineLine } from '../../scheduling/price.ts';
import type { Draft } from './bookings.draft.ts';

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
