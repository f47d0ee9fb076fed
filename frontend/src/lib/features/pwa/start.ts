import { afterNavigate, refreshAll } from '$app/navigation';
import type * as app from './app.ts';

/** Runs when the browser has nothing better to do: none of this is worth a slower page. */
function whenIdle(run: () => void): void {
  // Safari has no idle callbacks yet.
  if ('requestIdleCallback' in globalThis) requestIdleCallback(run, { timeout: 4_000 });
  else setTimeout(run, 800);
}

/**
 * Keeps what the worker needs to know, says when the connection is lost or a new version is there, and measures how fast the
 * pages were. Call it once, in the layout around all pages; the work comes with the first idle moment.
 */
export function startApp(route: () => string | null): void {
  let started: Promise<typeof app> | undefined;
  afterNavigate(({ to }) => {
    const url = to?.url.href;
    whenIdle(() => {
      started ??= import('./app.ts').then((app) => {
        app.begin(route, () => refreshAll());
        return app;
      });
      void started.then((app) => url && app.visited(url));
    });
  });
}
