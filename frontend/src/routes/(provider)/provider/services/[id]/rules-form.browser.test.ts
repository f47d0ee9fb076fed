import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import RulesForm from './RulesForm.svelte';

test('a new rule that was refused keeps its days', async () => {
  const values = { 'rules.0.name': 'Fin de semana', 'rules.0.days': '6,7' };
  const answer = { id: 'rules', values, errors: { 'rules.0.value': '?' } };
  const screen = await render(RulesForm, { rules: { isOwn: true, rows: [] }, locale: 'es-AR', answer });
  const checked = screen.container.querySelectorAll<HTMLInputElement>('[name="rules.0.days"]:checked');
  expect([...checked].map(({ value }) => value)).toEqual(['6', '7']);
});
