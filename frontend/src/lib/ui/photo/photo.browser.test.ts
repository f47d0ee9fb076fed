import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import Photo from './Photo.svelte';

// No server is asked: there is none here.
const photo = { address: 'data:x', widths: [400, 800], width: 1600, height: 900, alt: 'El salón' };

test('a photo is offered in both formats and every width, and its place is kept before it comes', async () => {
  const screen = await render(Photo, { photo, sizes: '100vw' });
  const image = screen.getByRole('img', { name: 'El salón' });
  await expect.element(image).toHaveAttribute('loading', 'lazy');
  expect([image.element().getAttribute('width'), image.element().getAttribute('height')]).toEqual([
    '1600',
    '900',
  ]);
  const source = screen.container.querySelector('source');
  expect(source?.srcset).toBe('data:x/400.avif 400w, data:x/800.avif 800w');
  expect(image.element().getAttribute('src')).toBe('data:x/800.webp');
});

test('one that is seen at once is not put off', async () => {
  const screen = await render(Photo, { photo, sizes: '100vw', eager: true });
  await expect.element(screen.getByRole('img')).toHaveAttribute('loading', 'eager');
});
