import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { m } from '#lib/i18n/words.ts';
import WeekFields from './WeekFields.svelte';

test('what removes a stretch is named after what was typed, and leaves the others as they were typed', async () => {
  const monday = [
    { from: '09:00', to: '12:00' },
    { from: '16:00', to: '20:00' },
  ];
  const form = document.createElement('form');
  document.body.append(form);
  const props = { week: [monday, [], [], [], [], [], []], firstWeekday: 1, locale: 'es-AR' };
  const screen = await render(WeekFields, { target: form, props });
  const remove = (from: string) =>
    screen.getByRole('button', { name: m.hours_remove({ day: 'lunes', from }) });
  const starts = screen.getByLabelText(m.hours_from({ day: 'lunes' }));
  await starts.nth(0).fill('08:00');
  await starts.nth(1).fill('17:00');
  await remove('08:00').click();
  await expect.element(remove('17:00')).toBeVisible();
  expect([...new FormData(form)].filter(([name]) => name.startsWith('1.'))).toEqual([
    ['1.0.from', '17:00'],
    ['1.0.to', '20:00'],
  ]);
});
