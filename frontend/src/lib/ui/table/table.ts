/** One thing that is said of something. */
export interface Fact {
  label: string;
  value: string;
  strong?: boolean;
}

export interface Column {
  key: string;
  label: string;
  /** Numbers and money stand at the end. */
  end?: boolean;
  /** By what the list can be sorted, as the address names it. */
  sort?: string;
  /** What a phone leaves out, because the row says enough without it. */
  wide?: boolean;
  /** What only a wide screen has room for beside the rest; a phone shows it below. */
  roomy?: boolean;
}

type Address = { search: string; searchParams: Pick<URLSearchParams, 'get'> };

/** The same list sorted by a column: once up, once down, from its first page. */
export function sortLink(url: Address, sort: string): string {
  const params = new URLSearchParams(url.search);
  const isUp = url.searchParams.get('sort') === sort && url.searchParams.get('order') !== 'desc';
  params.set('sort', sort);
  params.set('order', isUp ? 'desc' : 'asc');
  params.delete('cursor');
  return `?${params}`;
}

/** The page that begins at a cursor; null: the first. */
export function pageLink(url: Address, cursor: string | null): string {
  const params = new URLSearchParams(url.search);
  if (cursor === null) params.delete('cursor');
  else params.set('cursor', cursor);
  return `?${params}`;
}
