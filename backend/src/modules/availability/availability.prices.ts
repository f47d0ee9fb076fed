import { dayOf } from '../../scheduling/days.ts';
import { matchingRule, priceOf, type LocalTime, type Price, type PriceRule } from '../../scheduling/price.ts';
import type { PriceRule as SettingsRule } from '../verticals/verticals.contract.ts';
import type { LoadedItem } from './availability.plan.ts';
import { minuteOf } from './availability.rules.ts';

/** A rule as the engine takes it. */
function ruleOf(rule: SettingsRule): PriceRule {
  const { key, days, times, dates, groups, levels, basisPoints, amount, price } = rule;
  return {
    key,
    weekdays: days,
    from: times && minuteOf(times.start),
    to: times && minuteOf(times.end),
    dateFrom: dates && dayOf(dates.from),
    dateTo: dates && dayOf(dates.to),
    groups,
    levels,
    change:
      basisPoints !== undefined ? { basisPoints } : amount !== undefined ? { amount } : { fixed: price ?? 0 },
  };
}

/** Who takes an item, and for whom. */
export interface Parties {
  providerLevel?: string | null | undefined;
  customerGroups?: readonly string[] | undefined;
}

/**
 * Prices an item at any start, in minor units of the tenant's currency (scheduling rules, section 7).
 * @returns a function of what the clock shows where the visit starts
 */
export function pricing({
  variant,
  inputs,
  addOns,
  settings,
}: LoadedItem): (at: LocalTime, parties: Parties) => Price {
  const rules = settings.priceRules.map(ruleOf);
  const { tax } = settings.payments;
  const chosen = {
    variantAmount: variant.price,
    inputs: inputs.map(({ key, pricePerUnit, value }) => ({ key, perUnit: pricePerUnit, n: value })),
    addOns: addOns.map(({ key, price, quantity }) => ({ key, amount: price, quantity })),
    tax: tax && { basisPoints: tax.basisPoints, mode: tax.mode },
  };
  /** There are as many prices as rules, and one more. */
  const known = new Map<PriceRule | undefined, Price>();
  return (at, parties) => {
    const rule = matchingRule({ rules, at, ...parties });
    let price = known.get(rule);
    if (!price) {
      price = priceOf({ ...chosen, at, ...parties, rules: rule && [rule] });
      known.set(rule, price);
    }
    return price;
  };
}
