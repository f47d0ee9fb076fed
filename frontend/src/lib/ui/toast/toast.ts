import type { ApiError } from '#lib/api/error.ts';
import type * as store from './toasts.svelte.ts';

let host: Promise<typeof store> | undefined;

/** Toasts are fetched with the first one: most pages never show any. Call it before where that one may say that a connection is lost. */
export async function toaster() {
  host ??= Promise.all([import('svelte'), import('./Toasts.svelte'), import('./toasts.svelte.ts')]).then(
    ([{ mount }, { default: Toasts }, store]) => {
      mount(Toasts, { target: document.body });
      return store;
    },
  );
  return host;
}

export async function toast(text: string, hint?: string, button?: store.Toast['button']): Promise<void> {
  (await toaster()).say({ text, bad: false, ...(hint ? { hint } : {}), ...(button ? { button } : {}) });
}

export async function toastError(error: ApiError): Promise<void> {
  const { sentenceFor } = await import('#lib/api/sentences.ts');
  (await toaster()).say({ text: sentenceFor(error), bad: true });
}
