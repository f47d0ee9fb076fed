import { createHash } from 'node:crypto';
import type { Tenant } from '#lib/api/types.ts';
import type { Theme } from '#lib/server/preferences.ts';
import { brandOf, type Site } from '#lib/site.ts';
import { houseBrand } from './house-brand.ts';
import { fontsFor } from './fonts.server.ts';

/** What a brand puts into the head of every page. */
export type BrandHead = {
  style: string;
  styleHash: string;
  links: string;
  themeColor: { light: string; dark: string };
};

const made = new Map<string, BrandHead>();

function makeHead(branding: Tenant['branding']): BrandHead {
  const { css, preload } = fontsFor(branding.fonts);
  const style = `${css}${branding.themeCss}`.replaceAll('</', '<\\/');
  return {
    style,
    styleHash: `'sha256-${createHash('sha256').update(style).digest('base64')}'`,
    links: preload
      .map((url) => `<link rel="preload" href="${url}" as="font" type="font/woff2" crossorigin>`)
      .join(''),
    themeColor: branding.themeColor,
  };
}

function headOf(branding: Tenant['branding']): BrandHead {
  const key = JSON.stringify(branding);
  let head = made.get(key);
  if (!head) {
    if (made.size > 200) made.clear();
    head = makeHead(branding);
    made.set(key, head);
  }
  return head;
}

/** The head that makes a page wear its brand before a single script has run. */
export function brandHead(site: Site): BrandHead {
  return headOf(brandOf(site)?.branding ?? houseBrand);
}

/** Changes with everything that a theme says: drawings are kept under it. */
export const lookVersion = (site: Site): string => brandHead(site).styleHash.replace(/\W/g, '').slice(6, 14);

export function brandHeadHtml(head: BrandHead, site: Site, theme: Theme): string {
  const { light, dark } = head.themeColor;
  const colors =
    theme === 'system'
      ? `<meta name="theme-color" media="(prefers-color-scheme: light)" content="${light}"><meta name="theme-color" media="(prefers-color-scheme: dark)" content="${dark}">`
      : `<meta name="theme-color" content="${theme === 'dark' ? dark : light}">`;
  const version = brandOf(site)?.branding.version ?? 0;
  const installable =
    site.kind === 'tenant'
      ? `<link rel="manifest" href="/manifest.webmanifest"><link rel="icon" href="/api/v1/tenant/icons/32.png?v=${version}" type="image/png"><link rel="apple-touch-icon" href="/api/v1/tenant/icons/180.png?v=${version}">`
      : '<link rel="icon" href="/icon.svg" type="image/svg+xml">';
  return `${colors}${head.links}<style>${head.style}</style>${installable}`;
}
