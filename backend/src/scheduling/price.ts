import { DAY } from './days.ts';
import type { LocalDay, MinuteOfDay } from './types.ts';

/** A condition that is left out holds. */
export interface PriceRule {
  key: string;
  /** ISO: 1 is Monday. */
  weekdays?: readonly number[] | undefined;
  /**
   * Wall-clock times of starts, from (inclusive) and to (exclusive). Where `to` is not after `from` it is on the next day, and
   * weekday and date are those on which the range began: "Friday, 22:00 to 02:00" has a start at 01:00 on Saturday, not on Friday.
   */
  from?: MinuteOfDay | undefined;
  to?: MinuteOfDay | undefined;
  /** Both inclusive. */
  dateFrom?: LocalDay | undefined;
  dateTo?: LocalDay | undefined;
  /** The customer is in one of them; the provider has one of them. */
  groups?: readonly string[] | undefined;
  levels?: readonly string[] | undefined;
  /** Hundredths of a percent added (taken off, below zero), minor units added, or the price itself in minor units. */
  change: { basisPoints: number } | { amount: number } | { fixed: number };
}

/** What the clock and the calendar show where and when something starts. */
export interface LocalTime {
  weekday: number;
  minuteOfDay: MinuteOfDay;
  day: LocalDay;
}

export interface Tax {
  /** Rate in hundredths of a percent. */
  basisPoints: number;
  /** Whether prices hold it already, or it is added to them. */
  mode: 'included' | 'added';
}

/** All amounts in minor units of one currency. */
export interface Priced {
  variantAmount: number;
  /** Duration inputs, at the price of each one. */
  inputs?: readonly { key: string; perUnit: number; n: number }[] | undefined;
  /** At the amount of one. */
  addOns?: readonly { key: string; amount: number; quantity: number }[] | undefined;
  /** The first that matches counts, no other. */
  rules?: readonly PriceRule[] | undefined;
  at: LocalTime;
  providerLevel?: string | null | undefined;
  customerGroups?: readonly string[] | undefined;
  tax?: Tax | undefined;
}

export interface PriceLine {
  kind: 'variant' | 'input' | 'addOn' | 'rule' | 'tax';
  /** Of the input, add-on or rule. */
  key?: string;
  /** Whole minor units; below zero for what is taken off. */
  amount: number;
}

export interface Price {
  lines: PriceLine[];
  /** The sum of the lines; never below zero. */
  total: number;
  /** The tax in the total, whether it has a line of its own (added) or not (included). */
  tax: number;
}

/**
 * The price of one service (scheduling rules, section 7): variant, inputs and add-ons; the first matching rule on their sum;
 * then tax. Each line is rounded half up, once, at its end.
 *
 * A cut for 10.00 and a beard for 2.50 with 10 % more in the evening and 21 % tax added: 1000 + 250 + 125 + 289 (288.75) = 1664.
 * @param priced whole minor units, prices not below zero
 */
export function priceOf(priced: Priced): Price {
  const { variantAmount, inputs = [], addOns = [], tax } = priced;
  const lines: PriceLine[] = [{ kind: 'variant', amount: variantAmount }];
  for (const { key, perUnit, n } of inputs)
    if (perUnit !== 0) lines.push({ kind: 'input', key, amount: perUnit * n });
  for (const { key, amount, quantity } of addOns)
    lines.push({ kind: 'addOn', key, amount: amount * quantity });
  let total = lines.reduce((sum, { amount }) => sum + amount, 0);
  const rule = matchingRule(priced);
  if (rule) {
    const amount = Math.max(0, total + changeOf(rule, total)) - total;
    lines.push({ kind: 'rule', key: rule.key, amount });
    total += amount;
  }
  if (!tax) return { lines, total, tax: 0 };
  if (tax.mode === 'included')
    return { lines, total, tax: portion(total, tax.basisPoints, WHOLE + tax.basisPoints) };
  const added = portion(total, tax.basisPoints, WHOLE);
  lines.push({ kind: 'tax', amount: added });
  return { lines, total: total + added, tax: added };
}

/** Basis points of all of it. */
const WHOLE = 10_000;

function changeOf({ change }: PriceRule, sum: number): number {
  if ('basisPoints' in change) return portion(sum, change.basisPoints, WHOLE);
  return 'amount' in change ? change.amount : change.fixed - sum;
}

/** `amount * part / whole`, rounded half up: 2.5 is 3, -2.5 is -2. Large amounts need more than 53 bits on the way. */
export function portion(amount: number, part: number, whole: number): number {
  const twice = BigInt(2 * whole);
  const above = BigInt(amount) * BigInt(2 * part) + BigInt(whole);
  // Division of bigints cuts towards zero; below zero, half up is further down.
  const cut = above / twice;
  return Number(above % twice < 0n ? cut - 1n : cut);
}

/** The first rule all of whose conditions hold. */
export function matchingRule({
  rules = [],
  at,
  providerLevel,
  customerGroups = [],
}: Pick<Priced, 'rules' | 'at' | 'providerLevel' | 'customerGroups'>): PriceRule | undefined {
  return rules.find(
    (rule) =>
      isWithin(rule, at) &&
      (!rule.groups || rule.groups.some((group) => customerGroups.includes(group))) &&
      (!rule.levels || (typeof providerLevel === 'string' && rule.levels.includes(providerLevel))),
  );
}

function isWithin(rule: PriceRule, { weekday, minuteOfDay, day }: LocalTime): boolean {
  const { from = 0, to = DAY, weekdays, dateFrom = -Infinity, dateTo = Infinity } = rule;
  const began = (daysBefore: number) =>
    (!weekdays || weekdays.includes(((weekday + 6 - daysBefore) % 7) + 1)) &&
    day - daysBefore >= dateFrom &&
    day - daysBefore <= dateTo;
  if (to > from) return minuteOfDay >= from && minuteOfDay < to && began(0);
  return (minuteOfDay >= from && began(0)) || (minuteOfDay < to && began(1));
}
