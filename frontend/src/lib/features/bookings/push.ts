import { api } from '#lib/api/browser.ts';

/** Whether this browser could be woken at all: it needs a service worker, which pages on plain HTTP have only on this machine. */
export function canPush(): boolean {
  return 'serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis;
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** The push service of this browser, where it is subscribed already. */
export async function pushHere(): Promise<PushSubscription | null> {
  if (!canPush()) return null;
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/**
 * Asks for permission and has this browser woken for the account that is signed in. Only behind a button.
 * @returns false where the person or the browser says no
 */
export async function subscribePush(): Promise<boolean> {
  if (!canPush() || (await Notification.requestPermission()) !== 'granted') return false;
  try {
    const [registration, { data }] = await Promise.all([navigator.serviceWorker.ready, api('GET /push-key')]);
    const subscription = await registration.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: bytesOf(data.publicKey),
    });
    await api('POST /me/push-subscriptions', {
      body: subscription.toJSON(),
      headers: { 'idempotency-key': crypto.randomUUID() },
    });
    return true;
  } catch {
    return false;
  }
}
