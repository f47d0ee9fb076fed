import { createHash } from 'node:crypto';

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML, for elements and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** The Content-Security-Policy of a page that has one style element of its own, and loads and runs nothing. */
export function pagePolicy(style: string): string {
  const sum = createHash('sha256').update(style).digest('base64');
  return `default-src 'none'; style-src 'sha256-${sum}'; base-uri 'none'; frame-ancestors 'none'`;
}
