import { afterNavigate, refreshAll } from '$app/navigation';

/** Resolves when the browser has nothing better to do: none of this is worth a slower page. */
function idle(): Promise<unknown> {
  // Safari has no idle callbacks yet.
  return new Promise((resolve) => {
    if ('requestIdleCallback' in globalThis) requestIdleCallback(resolve, { timeout: 4_000 });
    else setTimeout(resolve, 800);
  });
}

/**
 * Keeps what the worker needs to know, says when the connection is lost or a new version is there, and measures how fast the
 * pages were. Call it once, in the layout around all pages; the work comes with the first idle moment.
 */
export function startApp(route: () => string | null): void {
  afterNavigate(({ to }) => {
    void idle()
      .then(() => import('./app.ts'))
      .then(({ visited }) => visited(to?.url.href, route, refreshAll));
  });
}
