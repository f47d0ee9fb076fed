/** A link with the start that was chosen on the open page, if one was: where the address has two, the last one counts. */
export const withStart = (href: string, start: string): string =>
  start ? `${href}&start=${encodeURIComponent(start)}` : href;
