import { frameWords } from '#lib/features/site/frame-words.ts';
import { publicSite } from '#lib/features/site/public-site.ts';
import { brandHead } from '#lib/theme/head.server.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ locals, depends, untrack, url }) => {
  depends('turnero:me');
  const { site, me, locale, theme } = locals;
  const version = brandHead(site).styleHash.replace(/\W/g, '').slice(6, 14);
  const words = frameWords(site, locale);
  const isLent = untrack(() => url.searchParams.has('lang'));
  return { site: publicSite(site, locale), me, locale, theme, look: { theme, version }, words, isLent };
};
