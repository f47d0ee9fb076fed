import { createRawSnippet } from 'svelte';
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import Form from './Form.svelte';

const children = createRawSnippet<[{ busy: boolean }]>(() => ({
  render: () => '<label>Nombre <input name="name" value="Ana" /></label>',
}));

test('a refusal is announced and gets the focus; what was typed stays', async () => {
  const state = { id: 'one', message: 'Revisá lo marcado.' };
  const screen = await render(Form, { state, children });
  const summary = screen.getByRole('alert');
  await expect.element(summary).toHaveTextContent('Revisá lo marcado.');
  await expect.poll(() => document.activeElement?.contains(summary.element())).toBe(true);
  await expect.element(screen.getByLabelText('Nombre')).toHaveValue('Ana');
});

test('a success is told without taking the focus', async () => {
  const screen = await render(Form, { state: { id: 'one', done: true, message: 'Guardamos.' }, children });
  await expect.element(screen.getByRole('status')).toHaveTextContent('Guardamos.');
  expect(document.activeElement).toBe(document.body);
});

test('before it is sent nothing is said', async () => {
  const screen = await render(Form, { state: null, children });
  expect(screen.container.querySelector('[role=alert], [role=status]')).toBeNull();
  expect(screen.container.querySelector('form')?.method).toBe('post');
});
