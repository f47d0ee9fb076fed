import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type BrowserContext, type Page } from '@playwright/test';
import messages from '../../frontend/messages/es-AR.json' with { type: 'json' };

const home = new URL(process.env['E2E_URL'] ?? 'http://localhost:3000');

/** The installation's own host: operators, the inbox, the demo's tenants. */
export const HOME = home.origin;
/** The site of one of the demo's tenants. */
export const at = (slug: string) => `http://${slug}.${home.host}`;
export const FADE = at('fade');
export const BANDEJA = at('bandeja');

interface VerticalFile {
  demo: { tenant: { slug: string }; businesses: { slug: string }[] };
}

const verticals = join(import.meta.dirname, '..', '..', 'niche-configs');

/** The demo tenant of every vertical, with the path of its first business. */
export const DEMOS = readdirSync(verticals)
  .filter((name) => name.endsWith('.json') && name !== 'schema.json')
  .toSorted()
  .map((name) => {
    const { demo } = JSON.parse(readFileSync(join(verticals, name), 'utf8')) as VerticalFile;
    const { slug } = demo.tenant;
    return { slug, site: at(slug), business: `/b/${demo.businesses[0]!.slug}` };
  });

export const DEMO_PASSWORD = 'turnero-demo';

type Messages = Record<string, string>;

/** A text of the site as people read it in es-AR. */
export function say(key: keyof typeof messages, values: Messages = {}): string {
  return (messages as Messages)[key]!.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}

export async function logIn(
  page: Page,
  site: string,
  email: string,
  password = DEMO_PASSWORD,
): Promise<void> {
  await page.goto(`${site}/login`);
  await page.getByLabel(say('email')).fill(email);
  await page.getByLabel(say('password'), { exact: true }).fill(password);
  await page.getByRole('button', { name: say('login_button'), exact: true }).click();
  await expect(page).not.toHaveURL(/\/login/);
}

interface Mail {
  id: string;
  to: string;
  subject: string;
}

/** The newest mail to an address, once it is there, and the link in it. */
export async function mailTo(context: BrowserContext, address: string, past: string[] = []) {
  let found: Mail | undefined;
  await expect
    .poll(
      async () => {
        const list = await context.request.get(`${HOME}/api/v1/inbox?limit=100`);
        const { data } = (await list.json()) as { data: Mail[] };
        found = data.find(({ id, to }) => to.includes(address) && !past.includes(id));
        return found !== undefined;
      },
      { message: `a mail to ${address}`, timeout: 15_000 },
    )
    .toBe(true);
  const { id, subject } = found!;
  const message = await context.request.get(`${HOME}/api/v1/inbox/${id}`);
  const { text } = ((await message.json()) as { data: { text: string } }).data;
  return { id, subject, link: /https?:\/\/\S+/.exec(text)?.[0] ?? '' };
}

/** An address that nobody has used in this run. */
export const freshAddress = () =>
  `ana.${Date.now().toString(36)}.${Math.random().toString(36).slice(2, 7)}@example.com`;

/** Opens a page and waits until its socket is accepted: what happens from now on is heard. */
export async function listenOn(page: Page, url: string): Promise<void> {
  const connected = new Promise<void>((resolve) => {
    page.on('websocket', (socket) => {
      socket.on('framereceived', ({ payload }) => {
        // Engine.io message, Socket.io connect.
        if (String(payload).startsWith('40')) resolve();
      });
    });
  });
  await page.goto(url);
  await connected;
}

/** The status with which the site's API answers this page, with its cookies: Node does not know *.localhost, browsers do. */
export function apiStatus(page: Page, path: string): Promise<number> {
  return page.evaluate(async (url) => (await fetch(url)).status, `/api/v1${path}`);
}

/** On the installation's own host. */
export async function logInOperator(page: Page): Promise<void> {
  await page.goto(`${HOME}/operator`);
  await page.getByLabel(say('email')).fill('operator@turnero.example');
  await page.getByLabel(say('password'), { exact: true }).fill(DEMO_PASSWORD);
  await page.getByRole('button', { name: say('login_button'), exact: true }).click();
  await expect(page.getByRole('heading', { name: say('operator_title') })).toBeVisible();
}
