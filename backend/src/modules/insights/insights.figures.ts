import type { InsightFigures, Takings } from './insights.contract.ts';

/** Sums of counted days as the database gives them, of one day and currency (null: nothing but hours). */
export interface CountRow {
  day: string;
  currency: string;
  pending: number;
  confirmed: number;
  checkedIn: number;
  completed: number;
  cancelled: number;
  noShow: number;
  declined: number;
  newCustomers: number;
  returningCustomers: number;
  value: number;
  revenue: number;
  commission: number;
  companyFees: number;
  refunds: number;
}

export interface HoursRow {
  day: string;
  available: number;
  booked: number;
}

const ratio = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

/** What a period's rows say together. @param mayMoney whether money may be seen */
export function figuresOf(
  rows: readonly CountRow[],
  hours: readonly HoursRow[],
  mayMoney: boolean,
): InsightFigures {
  const sum = (name: Exclude<keyof CountRow, 'day' | 'currency'>, of = rows) =>
    of.reduce((total, row) => total + row[name], 0);
  const states = {
    pending: sum('pending'),
    confirmed: sum('confirmed'),
    checkedIn: sum('checkedIn'),
    completed: sum('completed'),
    cancelled: sum('cancelled'),
    noShow: sum('noShow'),
    declined: sum('declined'),
  };
  const kept = states.pending + states.confirmed + states.checkedIn + states.completed + states.noShow;
  const availableMinutes = hours.reduce((total, { available }) => total + available, 0);
  const bookedMinutes = hours.reduce((total, { booked }) => total + booked, 0);
  const takings = (currency: string): Takings => {
    const of = rows.filter((row) => row.currency === currency);
    return {
      currency,
      value: sum('value', of),
      revenue: sum('revenue', of),
      commission: sum('commission', of),
      companyFees: sum('companyFees', of),
      refunds: sum('refunds', of),
    };
  };
  return {
    bookings: kept + states.cancelled,
    states,
    newCustomers: sum('newCustomers'),
    returningCustomers: sum('returningCustomers'),
    availableMinutes,
    bookedMinutes,
    occupancy: ratio(bookedMinutes, availableMinutes),
    noShowRate: ratio(states.noShow, states.noShow + states.checkedIn + states.completed),
    cancellationRate: ratio(states.cancelled, kept + states.cancelled),
    money: mayMoney ? [...new Set(rows.map(({ currency }) => currency))].toSorted().map(takings) : null,
  };
}
