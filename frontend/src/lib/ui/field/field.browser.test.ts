import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import PasswordField from './PasswordField.svelte';
import TextField from './TextField.svelte';

test('a field says beside itself what is wrong, to readers of screens too, and keeps what was typed', async () => {
  const error = 'No parece un correo.';
  const hint = 'Ahí va la confirmación.';
  const props = { name: 'email', label: 'Correo', type: 'email', value: 'ana@', hint, error } as const;
  const screen = await render(TextField, props);
  const field = screen.getByLabelText('Correo');
  await expect.element(field).toHaveValue('ana@');
  await expect.element(field).toBeInvalid();
  await expect.element(field).toHaveAccessibleDescription(`${error} ${hint}`);
  await expect.element(field).toHaveAttribute('inputmode', 'email');
});

test('another text is shown when the page brings one, and what is typed stays when it brings none', async () => {
  const screen = await render(TextField, { name: 'q', label: 'Qué', value: 'barba' });
  const field = screen.getByLabelText('Qué');
  await field.fill('corte');
  await screen.rerender({ name: 'q', label: 'Qué', value: 'barba', hint: 'Una palabra' });
  await expect.element(field).toHaveValue('corte');
  await screen.rerender({ name: 'q', label: 'Qué', value: null });
  await expect.element(field).toHaveValue('');
});

test('a field without mistakes is not called wrong', async () => {
  const screen = await render(TextField, { name: 'name', label: 'Nombre' });
  const field = screen.getByLabelText('Nombre');
  await expect.element(field).not.toHaveAttribute('aria-invalid');
  await expect.element(field).not.toHaveAttribute('aria-describedby');
  await expect.element(field).toHaveValue('');
});

test('a password is shown only while that is wanted', async () => {
  const props = { name: 'password', label: 'Contraseña', autocomplete: 'current-password' } as const;
  const screen = await render(PasswordField, props);
  const field = screen.getByLabelText('Contraseña');
  await field.fill('correcto caballo');
  await expect.element(field).toHaveAttribute('type', 'password');
  const show = screen.getByRole('button');
  await expect.element(show).toHaveAttribute('aria-pressed', 'false');
  await show.click();
  await expect.element(field).toHaveAttribute('type', 'text');
  await expect.element(show).toHaveAttribute('aria-pressed', 'true');
  await show.click();
  await expect.element(field).toHaveAttribute('type', 'password');
  await expect.element(field).toHaveValue('correcto caballo');
});
