import { watchConnection } from '#lib/features/offline/connection.ts';
import { tellWorker } from '#lib/features/offline/tell.ts';
import { measure } from '#lib/features/vitals/vitals.ts';
import { watchUpdates } from './update.ts';

let begun = false;

/** Says to the next page whether a week has room on this screen: the server can only guess it. */
function noteRoom(): void {
  const isWide = matchMedia('(min-width: 72rem)').matches;
  document.cookie = `turnero_wide=${isWide ? 1 : 0}; path=/; max-age=31536000; samesite=lax`;
}

/** The worker keeps the page at `url`, so that it is there without a connection, too; all else begins with the first page. */
export function visited(
  url: string | undefined,
  route: () => string | null,
  refresh: () => Promise<void>,
): void {
  if (!begun) {
    begun = true;
    measure(route);
    watchConnection(() => refresh());
    void watchUpdates();
    noteRoom();
  }
  if (url && navigator.onLine) tellWorker({ type: 'visited', url });
}

/** For the page of last resort, which is kept with this file: whatever was wanted is asked for again. */
export function backOnline(): void {
  tellWorker({ type: 'replay' });
  location.reload();
}
