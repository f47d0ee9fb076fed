import { invalidate, refreshAll } from '$app/navigation';
import type { Me } from '#lib/api/types.ts';
import { deviceName } from './device.ts';
import { subscribe } from '#lib/realtime/socket.ts';
import { m } from '#lib/i18n/words.ts';

async function say(text: string, description?: string): Promise<void> {
  const { toast } = await import('#lib/ui/toast/toast.ts');
  await toast(text, description);
}

/** Says from which device someone signed in, so that its owner sees at once whether it was them. */
async function tellSignIn(sessionId: string): Promise<void> {
  const { api } = await import('#lib/api/browser.ts');
  const { data } = await api('GET /me/sessions');
  const session = data.find(({ id }) => id === sessionId);
  if (session) await say(m.live_session(), `${deviceName(session)}. ${m.live_session_hint()}`);
}

/** Keeps the pages of a signed-in person true while they are open. Call it once, in a layout of such pages. */
export function listen(me: () => Me): void {
  // Whatever else of them is asked anew: a socket that is opened anew hears nothing meanwhile.
  const current = $derived(me().id);
  $effect(() => {
    const id = current;
    return subscribe({
      'session.started': (event) => {
        if (event.userId !== id) return;
        // The device that has just signed in hears of itself too.
        if (event.sessionId !== me().sessionId) void tellSignIn(event.sessionId);
        void invalidate('turnero:sessions');
      },
      'session.ended': (event) => {
        if (event.userId !== id) return;
        const own = me().sessionId;
        void (own && event.sessionIds.includes(own) ? refreshAll() : invalidate('turnero:sessions'));
      },
      'notification.created': (event) => {
        if (event.userId === id) void invalidate('turnero:messages');
      },
      'user.updated': () => void invalidate('turnero:me'),
      'role.granted': () => void refreshAll(),
      'role.revoked': () => void refreshAll(),
      'user.registered': () => void invalidate('turnero:people'),
      'tenant.suspended': () => location.reload(),
      'tenant.updated': () => void refreshAll(),
      resync: () => void refreshAll(),
    });
  });
}
