import { untilAnswered } from './again.ts';
import type { FromWorker } from './kept.ts';
import { tellWorker } from './tell.ts';

const slots = () => document.querySelectorAll<HTMLElement>('[data-slots]');
/** When the page was loaded or last refreshed: that is from when what it shows is. */
let fresh = new Date();

async function goOffline(): Promise<void> {
  const root = document.documentElement;
  // The page of last resort shows nothing of an hour.
  if (root.dataset['offlineSince'] || document.querySelector('[data-shell]')) return;
  root.dataset['offlineSince'] = fresh.toISOString();
  for (const one of slots()) one.inert = true;
  // The worker has the words at hand; nothing can be fetched any more.
  const query = new URLSearchParams({ lang: root.lang, since: fresh.toISOString() });
  const answer = await fetch(`/offline/banner?${query}`).catch(() => undefined);
  // Not if the connection was back sooner.
  if (answer?.ok && root.dataset['offlineSince'])
    document.body.insertAdjacentHTML('afterbegin', await answer.text());
}

async function goOnline(refresh: () => Promise<void>): Promise<void> {
  const root = document.documentElement;
  tellWorker({ type: 'replay' });
  if (!root.dataset['offlineSince']) return;
  await untilAnswered(refresh, () => root.dataset['offlineSince'] !== undefined);
  fresh = new Date();
  delete root.dataset['offlineSince'];
  for (const one of slots()) one.inert = false;
  document.querySelector('aside.kept')?.remove();
}

async function say({ sent, conflicts }: FromWorker): Promise<void> {
  if (sent + conflicts === 0) return;
  const { saySent, sayChoose } = await import('#lib/features/pwa/sayings.ts');
  if (conflicts === 0) await saySent();
  else if (location.pathname !== '/offline/changes')
    await sayChoose(() => location.assign('/offline/changes'));
}

/**
 * Never a stale time shown as free: without a connection the page says from when it is and its free times are out of use;
 * with it, what has changed is fetched first.
 */
export function watchConnection(refresh: () => Promise<void>): void {
  addEventListener('offline', () => void goOffline());
  const goOn = () => void goOnline(refresh).catch(() => undefined);
  addEventListener('online', goOn);
  if (!navigator.onLine) void goOffline();
  // A kept page comes with a connection too, where nobody answered in time.
  else if (document.documentElement.dataset['offlineSince']) goOn();
  const { serviceWorker } = navigator as { serviceWorker?: ServiceWorkerContainer };
  serviceWorker?.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
    if (data.sent > 0) void refresh();
    void say(data);
  });
}
