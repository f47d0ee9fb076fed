import { readOwner, startAnew } from '#lib/features/offline/store.ts';
import type { Plugin } from './caches.ts';

let known: string | undefined;

type Forget = () => Promise<void>;

/** Whether an answer is for whoever is here: they may have left while it was on its way. */
export async function isForOwner(response: Response): Promise<boolean> {
  return response.headers.get('x-turnero-visitor') === (known ?? (await readOwner()));
}

/** When the visitor's bookings were kept last, in milliseconds; 0: never, or of somebody else. */
export const kept = { at: 0 };

/** Forgets what was somebody's, so that the next one at this browser finds nothing of theirs. */
export async function wipe(next: string, forgetPages: Forget): Promise<void> {
  kept.at = 0;
  known = next;
  await Promise.all([forgetPages(), startAnew(next)]);
}

/** What was asked for while the worker was still waking up, if it is there; undefined where nothing was. */
const preloadedBy = (event: ExtendableEvent): Promise<Response | undefined> => {
  const { preloadResponse } = event as Partial<Pick<FetchEvent, 'preloadResponse'>>;
  return Promise.race([preloadResponse as Promise<Response | undefined>, Promise.resolve(undefined)]).catch(
    () => undefined,
  );
};

/** One answer after the other: pages are asked for side by side, and only the first of somebody new is to forget anything. */
let noticed: Promise<void> = Promise.resolve();

/**
 * Hears from the web server for whom it has answered. Whoever that is, what was kept of somebody else goes first: after
 * signing out here, when the session was ended elsewhere, and when another person signs in.
 */
export function noticeOwner(forgetPages: Forget): Plugin {
  async function settle(visitor: string): Promise<void> {
    if (visitor === known) return;
    if ((await readOwner()) === visitor) known = visitor;
    else await wipe(visitor, forgetPages);
  }
  async function notice(response: Response): Promise<Response> {
    const visitor = response.headers.get('x-turnero-visitor');
    if (visitor) await (noticed = noticed.catch(() => undefined).then(() => settle(visitor)));
    return response;
  }
  return {
    fetchDidSucceed: ({ response }) => notice(response),
    // Workbox does not count what was loaded in advance as fetched, and most pages are; a copy says nothing of today.
    handlerWillRespond: async ({ event, response }) =>
      (await preloadedBy(event)) === response ? notice(response) : response,
    // It is kept beside being answered: not before what is forgotten because of it, nor once they have left.
    cacheWillUpdate: async ({ response }) => {
      await noticed.catch(() => undefined);
      return (await isForOwner(response)) ? response : null;
    },
  };
}
