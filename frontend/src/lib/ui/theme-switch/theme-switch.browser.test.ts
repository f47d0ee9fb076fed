import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import ThemeSwitch from './ThemeSwitch.svelte';

const words = { title: 'Colores', system: 'Como el sistema', light: 'Claro', dark: 'Oscuro' };

test('colours change at once, are remembered, and the choice is told', async () => {
  const screen = await render(ThemeSwitch, { theme: 'system', words });
  const dark = screen.getByRole('button', { name: 'Oscuro' });
  await expect.element(dark).toHaveAttribute('aria-pressed', 'false');
  await dark.click();
  await expect.element(dark).toHaveAttribute('aria-pressed', 'true');
  await expect
    .element(screen.getByRole('button', { name: 'Como el sistema' }))
    .toHaveAttribute('aria-pressed', 'false');
  expect(document.documentElement.dataset['theme']).toBe('dark');
  expect(document.cookie).toContain('turnero_theme=dark');
});
