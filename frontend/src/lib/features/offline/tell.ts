import type { ToWorker } from './kept.ts';

/** Says something to the worker of this site, where there is one. */
export function tellWorker(message: ToWorker): void {
  // Browsers have none on pages without a secure connection, nor in some private windows.
  const { serviceWorker } = navigator as { serviceWorker?: ServiceWorkerContainer };
  serviceWorker?.controller?.postMessage(message);
}
