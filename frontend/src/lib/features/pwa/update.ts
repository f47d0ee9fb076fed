import { tellWorker } from '#lib/features/offline/tell.ts';

/** Where a reload would take something from somebody's hands. */
const busy = /^\/(checkout\/|b\/[^/]+\/book|bookings\/[^/]+\/)/;

async function offer(waiting: ServiceWorker): Promise<void> {
  const { sayUpdate } = await import('./sayings.ts');
  await sayUpdate(() => waiting.postMessage({ type: 'update' }));
}

/** Offers the new version of the site once it is there, never in the middle of a booking; nobody is forced. */
export async function watchUpdates(): Promise<void> {
  const { serviceWorker } = navigator as { serviceWorker?: ServiceWorkerContainer };
  if (!serviceWorker) return;
  // The first worker of a browser takes over without a new version.
  const wasControlled = serviceWorker.controller !== null;
  serviceWorker.addEventListener('controllerchange', () => {
    if (wasControlled) location.reload();
    else tellWorker({ type: 'visited', url: location.href });
  });
  const registration = await serviceWorker.ready;
  let offered: ServiceWorker | undefined;
  const look = () => {
    const { waiting } = registration;
    if (!waiting || waiting === offered || busy.test(location.pathname)) return;
    offered = waiting;
    void offer(waiting);
  };
  look();
  registration.addEventListener('updatefound', () =>
    registration.installing?.addEventListener('statechange', look),
  );
  // A tab that stays open for days hears of new versions when somebody comes back to it.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible') return;
    look();
    if (navigator.onLine) void registration.update().catch(() => undefined);
  });
}
