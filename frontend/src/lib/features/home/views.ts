/** The three faces of a home page, of which a visitor is sent the one that the host has, and parts that not everybody sees. */
export const homeViews = {
  marketplace: () => import('#lib/features/catalogue/Marketplace.svelte'),
  single: () => import('./Single.svelte'),
  again: () => import('./Again.svelte'),
  people: () => import('#lib/features/people/PeopleStrip.svelte'),
  installation: () => import('#lib/features/site/Installation.svelte'),
};
