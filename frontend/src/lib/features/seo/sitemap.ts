import { addressIn } from './addresses.ts';

/** Addresses in one file: with their languages it stays far under what search engines take. */
export const PER_FILE = 5_000;

const xml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

type Site = { origin: string; own: string | undefined; supported: readonly string[] };

function entry(path: string, { origin, own, supported }: Site): string {
  const address = (tag: string) => xml(addressIn(origin, path, tag === own ? undefined : tag));
  const links =
    supported.length > 1
      ? supported.map((tag) => `<xhtml:link rel="alternate" hreflang="${tag}" href="${address(tag)}"/>`)
      : [];
  return `<url><loc>${xml(addressIn(origin, path))}</loc>${links.join('')}</url>`;
}

/**
 * The sitemap of some paths, or the list of its files where they are many.
 * @param page counted from 1; left out: whatever comes first
 * @returns undefined for a file that does not exist
 */
export function sitemap(paths: readonly string[], site: Site, page?: number): string | undefined {
  const files = Math.ceil(paths.length / PER_FILE);
  const head = '<?xml version="1.0" encoding="UTF-8"?>';
  const spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"';
  if (page === undefined && files > 1) {
    const list = Array.from({ length: files }, (_, index) => {
      return `<sitemap><loc>${xml(site.origin)}/sitemap.xml?page=${index + 1}</loc></sitemap>`;
    });
    return `${head}<sitemapindex ${spaces}>${list.join('')}</sitemapindex>`;
  }
  const from = ((page ?? 1) - 1) * PER_FILE;
  const part = paths.slice(from, from + PER_FILE);
  if (part.length === 0) return undefined;
  const urls = part.map((path) => entry(path, site));
  return `${head}<urlset ${spaces} xmlns:xhtml="http://www.w3.org/1999/xhtml">${urls.join('')}</urlset>`;
}
