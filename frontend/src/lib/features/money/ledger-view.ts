import type { Account, Balance, MoneySummary, Transaction } from '#lib/api/types.ts';
import { formatDateTime, formatMoney } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/i18n/words.ts';
import { companyName } from './payment-view.ts';

/** Where each business stands by now, over all time. */
export function balanceRows(balances: readonly Balance[], locale: Locale) {
  return balances.map((balance) => {
    const { businessId, businessName, currency, earned, venueCash, prepayments, companyFees } = balance;
    const money = (amount: number) => formatMoney({ amount, currency }, locale);
    const { marketplace, direct, returning } = balance.commission;
    return {
      id: `${businessId} ${currency}`,
      businessId,
      name: businessName,
      earned: money(earned),
      venue: money(venueCash),
      prepaid: money(prepayments),
      commission: money(marketplace + direct + returning),
      fees: money(companyFees),
      owed: money(earned - venueCash),
    };
  });
}

export function sourceRows(sources: MoneySummary['sources'], currency: string, locale: Locale) {
  const names = {
    marketplace: m.money_source_marketplace(),
    direct: m.money_source_direct(),
    returning: m.money_source_returning(),
  };
  return (['marketplace', 'direct', 'returning'] as const).map((id) => ({
    id,
    label: names[id],
    value: formatMoney({ amount: sources[id], currency }, locale),
  }));
}

const kinds: Record<Transaction['kind'], () => string> = {
  charge: m.ledger_charge,
  fee: m.ledger_fee,
  refund: m.ledger_refund,
  settlement: m.ledger_settlement,
};
export const KINDS = Object.keys(kinds) as Transaction['kind'][];
export const kindName = (kind: Transaction['kind']): string => kinds[kind]();

const accounts: Record<Transaction['entries'][number]['account'], () => string> = {
  company_clearing: m.ledger_company_clearing,
  company_fees: m.ledger_company_fees,
  venue_cash: m.ledger_venue_cash,
  prepayments: m.ledger_prepayments,
  business: m.ledger_business,
  commission: m.ledger_commission,
};

/** A transaction of the ledger: what was debited and credited, each to its account. */
export function transactionRow(
  { id, kind, bookingId, createdAt, acquisition, commissionBasisPoints, entries }: Transaction,
  locale: Locale,
  timeZone: string,
) {
  const rate =
    commissionBasisPoints === null
      ? ''
      : ` · ${new Intl.NumberFormat(locale).format(commissionBasisPoints / 100)} %`;
  return {
    id,
    bookingId,
    when: formatDateTime(createdAt, locale, timeZone),
    kind: kindName(kind) + (acquisition ? rate : ''),
    entries: entries.map(({ account, provider, amount, currency }) => {
      const name = accounts[account]();
      const value = formatMoney({ amount: Math.abs(amount), currency }, locale);
      return {
        name: provider ? `${name} (${companyName(provider)})` : name,
        debit: amount > 0 ? value : '',
        credit: amount < 0 ? value : '',
      };
    }),
  };
}

/** Accounts at payment companies as a list that is asked from above. */
export const accountRow = ({ id, provider, position, isActive, webhookUrl }: Account) => ({
  ...{ id, position, isActive, webhookUrl },
  name: companyName(provider),
});
