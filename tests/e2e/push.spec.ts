import { expect, test } from '@playwright/test';
import { FADE } from './site.ts';

/** As the API sends it (docs/messages.md). */
const sent = {
  title: 'Se liberó un lugar',
  body: 'Corte, sábado 17:30',
  url: `${FADE}/bookings`,
  tag: 'one',
  actions: [
    { title: 'Ver turno', url: `${FADE}/bookings` },
    { title: 'Cómo llegar', url: 'https://www.openstreetmap.org/directions' },
  ],
};

interface Shown {
  title: string;
  options: NotificationOptions & { actions: { action: string; title: string }[] };
}

test('what the push service brings is shown, with its buttons', async ({ page, context }) => {
  const session = await context.newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [first] = registrations;
      if (first) resolve(first.registrationId);
    });
  });
  await session.send('ServiceWorker.enable');
  await page.goto(FADE);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  // A browser without windows lets nobody show anything: what it is asked to show is kept instead.
  const [worker] = context.serviceWorkers();
  await worker!.evaluate(() => {
    const scope = globalThis as unknown as { registration: ServiceWorkerRegistration; shown: unknown[] };
    scope.shown = [];
    scope.registration.showNotification = async (title, options) => {
      scope.shown.push({ title, options });
    };
  });
  await session.send('ServiceWorker.deliverPushMessage', {
    origin: FADE,
    registrationId: await registered,
    data: JSON.stringify(sent),
  });
  const shown = () => worker!.evaluate(() => (globalThis as unknown as { shown: Shown[] }).shown);
  await expect.poll(shown).toMatchObject([
    {
      title: sent.title,
      options: {
        body: sent.body,
        tag: sent.tag,
        data: { urls: [sent.url, ...sent.actions.map(({ url }) => url)] },
        actions: sent.actions.map(({ title }, index) => ({ action: String(index + 1), title })),
      },
    },
  ]);
});
