/** The languages of an `accept-language` header without their regions, lower case, as they are listed: ["es", "en"]. */
export function languagesIn(header = ''): string[] {
  return header.split(',').map((part) => (part.split(/[;-]/, 1)[0] ?? '').trim().toLowerCase());
}

/** How hours are written in texts to people, as timetables do: "16:51"; in English "4:51 PM". */
export const hourCycleOf = (locale: string): 'h12' | 'h23' => (locale.startsWith('en') ? 'h12' : 'h23');
