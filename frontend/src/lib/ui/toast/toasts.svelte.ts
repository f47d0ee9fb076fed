export type Toast = {
  id: number;
  text: string;
  hint?: string;
  bad: boolean;
  /** What can be done about it; such a toast stays until somebody has decided. */
  button?: { text: string; press: () => void };
};

/** What is being said at the moment, oldest first. */
export const toasts = $state<Toast[]>([]);

const seconds = 8;
let last = 0;

export function dismiss(id: number): void {
  const index = toasts.findIndex((toast) => toast.id === id);
  if (index !== -1) toasts.splice(index, 1);
}

export function say(toast: Omit<Toast, 'id'>): void {
  const id = ++last;
  toasts.push({ ...toast, id });
  if (toast.button) return;
  // Time enough to read two sentences; nothing in them is needed later.
  setTimeout(() => dismiss(id), seconds * 1000);
}
