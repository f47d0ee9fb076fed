import { expect, test } from 'vitest';
import { PER_FILE, sitemap } from './sitemap.ts';

const site = { origin: 'https://fade.example', own: 'es-AR', supported: ['es-AR', 'en'] };

test('every page is told in its languages', () => {
  const text = sitemap(['/', '/c/cut?a=1&b=2'], site) ?? '';
  expect(text).toContain('<loc>https://fade.example/c/cut?a=1&amp;b=2</loc>');
  expect(text).toContain('hreflang="es-AR" href="https://fade.example/"');
  expect(text).toContain('hreflang="en" href="https://fade.example/?lang=en"');
});

test('many pages are told in several files', () => {
  const paths = Array.from({ length: PER_FILE + 1 }, (_, index) => `/b/${index}`);
  const list = sitemap(paths, site) ?? '';
  expect(list.match(/<sitemap>/g)).toHaveLength(2);
  expect(sitemap(paths, site, 1)?.match(/<url>/g)).toHaveLength(PER_FILE);
  expect(sitemap(paths, site, 2)?.match(/<url>/g)).toHaveLength(1);
  expect(sitemap(paths, site, 3)).toBeUndefined();
});
