import type { Me, Operator } from '#lib/api/types.ts';
import type { ServerApi } from '#lib/server/api.ts';
import type { Rest } from '#lib/server/kept-pages.ts';
import type { FrameWords } from '#lib/features/site/frame-words.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import type { PublicSite, Site } from '#lib/site.ts';

declare global {
  namespace App {
    interface Error {
      status: number;
      message: string;
      /** What happened and what to do, in the visitor's language. */
      title?: string;
      text?: string;
      /** The API's error code, where the failure came from there. */
      code?: string;
      /** Shown to the person, so that a report can be matched with the logs. */
      requestId?: string;
    }
    interface Locals {
      api: ServerApi;
      site: Site;
      me: Me | null;
      /** For whom this is answered, as the service worker must hear it; undefined while the API does not say. */
      visitor: string | undefined;
      operator: Operator | null;
      /** The site is shown in the draft of its admin's brand. */
      isPreview: boolean;
      locale: Locale;
      theme: 'light' | 'dark' | 'system';
      requestId: string;
      /** What the page was made of, where it may be kept: lib/server/kept-pages.ts. */
      rests: Rest[] | undefined;
      /** What the page tells search engines and apps, as the HTML of its head. */
      head?: string;
    }
    interface PageData {
      site: PublicSite;
      me: Me | null;
      locale: Locale;
      theme: 'light' | 'dark' | 'system';
      /** What drawings are asked for with: the scheme chosen, and the version of the brand's theme. */
      look: { theme: 'light' | 'dark' | 'system'; version: string };
      words: FrameWords;
      /** The address names a language: links are followed with a fresh page, which is in the visitor's own. */
      isLent: boolean;
    }
  }
}

export {};
