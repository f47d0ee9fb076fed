type Marked = {
  state: string;
  startsAt: string;
  endsAt: string;
  locationId: string | null;
  price: { amount: number };
  who: readonly string[];
};

/** What a person must hear of before what they asked for is done: when, where, who, and how it stands. */
export function markOf({ state, startsAt, endsAt, locationId, price, who }: Marked): string {
  const people = who.map((id) => id.slice(0, 8));
  return [state, Date.parse(startsAt), Date.parse(endsAt), locationId ?? '', price.amount, ...people].join(
    ' ',
  );
}
