import { frameWords } from '#lib/features/site/frame-words.ts';
import { publicSite } from '#lib/features/site/public-site.ts';
import { lookVersion } from '#lib/theme/head.server.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ locals, depends, untrack, url }) => {
  depends('turnero:me');
  const { site, me, locale, theme } = locals;
  const version = lookVersion(site);
  const words = frameWords(site, locale);
  const isLent = untrack(() => url.searchParams.has('lang'));
  return { site: publicSite(site, locale), me, locale, theme, look: { theme, version }, words, isLent };
};
