import { self } from '$app/service-worker';

/** What the API sends to a browser (docs/messages.md). */
interface Pushed {
  title: string;
  body: string;
  url: string;
  tag: string;
  /** Further ways on, as buttons; browsers show one or two of them. */
  actions?: { title: string; url: string }[];
}

/** The standard has buttons since long; the types of the platform do not. */
type Options = NotificationOptions & { actions: { action: string; title: string }[] };

export async function showPush(data: PushMessageData): Promise<void> {
  const { title, body, url, tag, actions = [] } = data.json() as Pushed;
  const options: Options = {
    body,
    tag,
    icon: '/api/v1/tenant/icons/192.png',
    badge: '/api/v1/tenant/icons/32.png',
    data: { urls: [url, ...actions.map((action) => action.url)] },
    actions: actions.map((action, index) => ({ action: String(index + 1), title: action.title })),
  };
  await self.registration.showNotification(title, options);
}

/** Leads to where the notification, or its button, points: in a tab of ours that is open, else in a new one. */
export async function openPushed({ notification, action }: NotificationEvent): Promise<void> {
  const { urls } = notification.data as { urls: string[] };
  const url = new URL(urls[Number(action)] ?? urls[0] ?? '/', location.origin);
  const tabs = await self.clients.matchAll({ type: 'window' });
  const tab = tabs.find((one) => one.url === url.href) ?? tabs[0];
  if (!tab || url.origin !== location.origin) {
    await self.clients.openWindow(url.href);
    return;
  }
  await tab.focus();
  // A tab in the middle of paying or choosing is not taken from under their fingers.
  if (tab.url === url.href) return;
  if (/^\/(checkout|b\/[^/]+\/book)/.test(new URL(tab.url).pathname)) await self.clients.openWindow(url.href);
  else await tab.navigate(url.href);
}
