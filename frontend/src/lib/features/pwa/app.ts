import { watchConnection } from '#lib/features/offline/connection.ts';
import { tellWorker } from '#lib/features/offline/tell.ts';
import { measure } from '#lib/features/vitals/vitals.ts';
import { watchUpdates } from './update.ts';

export function begin(route: () => string | null, refresh: () => Promise<void>): void {
  measure(route);
  watchConnection(refresh);
  void watchUpdates();
}

/** The worker keeps the page, so that it is there without a connection, too. */
export function visited(url: string): void {
  if (navigator.onLine) tellWorker({ type: 'visited', url });
}

/** For the page of last resort, which is kept with this file: whatever was wanted is asked for again. */
export function backOnline(): void {
  tellWorker({ type: 'replay' });
  location.reload();
}
