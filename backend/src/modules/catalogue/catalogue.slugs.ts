import { fail } from './catalogue.access.ts';

/** The last part of an address: "Peluquería Doña Ana" becomes "peluqueria-dona-ana". */
function slugOf(name: string): string {
  const slug = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 50)
    .replace(/^-+|-+$/g, '');
  return slug || 'x';
}

/**
 * The slug that was asked for, or one made from a name.
 * @param others those slugs of its neighbours that begin like it
 * @throws SLUG_TAKEN if another one has what was asked for
 */
export async function chooseSlug(
  asked: string | undefined,
  name: string,
  others: (startsWith: string) => Promise<{ slug: string }[]>,
): Promise<string> {
  const wanted = asked ?? slugOf(name);
  const taken = new Set((await others(wanted)).map(({ slug }) => slug.toLowerCase()));
  if (!taken.has(wanted)) return wanted;
  if (asked !== undefined) throw fail('SLUG_TAKEN', { details: [{ field: 'slug', message: 'is taken' }] });
  for (let count = 2; ; count += 1) if (!taken.has(`${wanted}-${count}`)) return `${wanted}-${count}`;
}
