import type { Attachment } from 'svelte/attachments';

const known = new WeakMap<HTMLInputElement, string>();

/**
 * Lets a field with a `defaultValue` follow it when a later page brings another one. What was typed before there were scripts
 * stays: `value` would be written over it as soon as they come.
 */
export function follow(value: string | null | undefined): Attachment<HTMLInputElement> {
  const text = value ?? '';
  return (field) => {
    const before = known.get(field);
    known.set(field, text);
    if (before !== undefined && before !== text) field.value = text;
  };
}
