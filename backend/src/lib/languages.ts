/** The languages of an `accept-language` header without their regions, lower case, as they are listed: ["es", "en"]. */
export function languagesIn(header = ''): string[] {
  return header.split(',').map((part) => (part.split(/[;-]/, 1)[0] ?? '').trim().toLowerCase());
}
