import { chance, untilAnswered } from '#lib/features/offline/again.ts';
import { watchConnection } from '#lib/features/offline/connection.ts';
import { keepPage } from '#lib/features/offline/keep-page.ts';
import { tellWorker } from '#lib/features/offline/tell.ts';
import { measure } from '#lib/features/vitals/vitals.ts';
import { watchUpdates } from './update.ts';

let begun = false;
/** Address of the open page. */
let shown = '';

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
  shown = url ?? location.href;
  if (!begun) {
    begun = true;
    keepPage(() => shown);
    measure(route);
    watchConnection(() => refresh());
    void watchUpdates();
    noteRoom();
  }
  if (url && navigator.onLine) tellWorker({ type: 'visited', url });
}

/** For the page of last resort, which is kept with this file: whatever was wanted is loaded again once its server answers. */
export async function backOnline(): Promise<void> {
  await chance();
  await untilAnswered(() => fetch(location.href, { method: 'HEAD' }));
  tellWorker({ type: 'replay' });
  location.reload();
}
