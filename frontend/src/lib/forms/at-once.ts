/**
 * Sends a form as soon as something in it changes, and what was changed before the scripts came, too: else it would show one thing
 * and mean another.
 * @param meant by name, what the page was made for
 */
export const atOnce = (meant: Record<string, string>) => (form: HTMLFormElement) => {
  const send = () => form.requestSubmit();
  const shown = new FormData(form);
  if (Object.entries(meant).some(([name, value]) => (shown.get(name) ?? '') !== value)) send();
  form.addEventListener('change', send);
  return () => form.removeEventListener('change', send);
};
