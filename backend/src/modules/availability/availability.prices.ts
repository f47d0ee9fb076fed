import { dayOf } from '../../scheduling/days.ts';
import { possibleRules, type Opening } from '../../scheduling/price-list.ts';
import { matchingRule, priceOf, type LocalTime, type Price, type PriceRule } from '../../scheduling/price.ts';
import type { LocalDay } from '../../scheduling/types.ts';
import type { DurationInput } from '../verticals/verticals.catalogue.ts';
import type { PriceRule as SettingsRule, Settings } from '../verticals/verticals.contract.ts';
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

/** Minor units. */
export interface Span {
  least: number;
  most: number;
}

/**
 * What guests pay for a variant, without add-ons, at whatever start is offered.
 * @returns a function of the price of the variant, in minor units
 */
export function priceSpan(
  { priceRules, payments, scheduling }: Settings,
  inputs: readonly Pick<DurationInput, 'key' | 'min' | 'max' | 'pricePerUnit'>[],
  openings: readonly Opening[],
  today: LocalDay,
): (variantAmount: number) => Span {
  const last = today + Math.max(scheduling.maxAdvanceDays, 7);
  const possible = possibleRules(priceRules.map(ruleOf), openings, [today, last]);
  const { tax } = payments;
  return (variantAmount) => {
    const totals = (['min', 'max'] as const).flatMap((bound) =>
      [...possible].map(
        (rule) =>
          priceOf({
            variantAmount,
            inputs: inputs.map(({ key, pricePerUnit, ...input }) => ({
              key,
              perUnit: pricePerUnit,
              n: input[bound],
            })),
            // It counts whenever it is: that it can was found before.
            rules: rule && [{ key: rule.key, change: rule.change }],
            at: { weekday: 1, minuteOfDay: 0, day: today },
            tax: tax && { basisPoints: tax.basisPoints, mode: tax.mode },
          }).total,
      ),
    );
    return { least: Math.min(...totals), most: Math.max(...totals) };
  };
}
