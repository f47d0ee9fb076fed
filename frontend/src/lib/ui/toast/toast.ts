import type { ApiError } from '#lib/api/error.ts';
import type * as store from './toasts.svelte.ts';
import { m } from '#lib/i18n/words.ts';

let host: Promise<typeof store> | undefined;

/** Toasts are fetched with the first one: most pages never show any. */
async function toaster() {
  host ??= Promise.all([import('svelte'), import('./Toasts.svelte'), import('./toasts.svelte.ts')]).then(
    ([{ mount }, { default: Toasts }, store]) => {
      mount(Toasts, { target: document.body });
      return store;
    },
  );
  return host;
}

export async function toast(text: string, hint?: string): Promise<void> {
  (await toaster()).say({ text, bad: false, ...(hint ? { hint } : {}) });
}

export async function toastError(error: ApiError): Promise<void> {
  const away = error.status === 0 || error.status === 503;
  const text = away ? m.error_unreachable() : m.error_other({ id: error.requestId ?? error.code });
  (await toaster()).say({ text, bad: true });
}
