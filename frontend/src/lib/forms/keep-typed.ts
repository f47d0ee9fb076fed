import { browser } from '$app/env';
import { onMount } from 'svelte';

/**
 * Leaves what was typed or ticked before there were scripts as it is: `value={...}` and `checked={...}` are set anew as soon as
 * they come. What listens to the field hears of it. Call it once, in a layout of pages with forms; fields of the public pages, which
 * are to be light, have a `defaultValue` instead.
 */
export function keepTyped(): void {
  if (!browser) return;
  const typed = [...document.querySelectorAll<HTMLInputElement>('input, textarea')]
    .filter((field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked)
    .map((field) => ({ field, value: field.value, checked: field.checked }));
  onMount(() => {
    for (const { field, value, checked } of typed) {
      if (field.value === value && field.checked === checked) continue;
      field.value = value;
      field.checked = checked;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
  });
}
