/** The three faces of a home page; a visitor is sent the one that the host has. */
export const homeViews = {
  marketplace: () => import('#lib/features/catalogue/Marketplace.svelte'),
  single: () => import('./Single.svelte'),
  installation: () => import('#lib/features/site/Installation.svelte'),
};
