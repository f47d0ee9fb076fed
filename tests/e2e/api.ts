import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { freshAddress, say } from './site.ts';

interface Slot {
  start: string;
  /** Positions in the providers of the answer. */
  providers: number[];
  price: { amount: number };
  sessionId?: string;
  seatsLeft?: number;
}

interface Service {
  id: string;
  slug: string;
  businessId: string;
}

/** What is free of a service, and where. */
export interface Offered {
  serviceId: string;
  businessId: string;
  /** The business in addresses. */
  slug: string;
  locationId?: string;
  providers: { id: string; name: string }[];
  days: { date: string; slots: Slot[] }[];
  /** All starts of all days. */
  slots: Slot[];
}

export interface Made {
  id: string;
  /** Opens what a guest made; absent where somebody is signed in. */
  token?: string;
  code: string;
  state: string;
  startsAt: string;
  businessName: string;
}

/** Asks the site's API as the page would, with its cookies; the page is on the site. */
export async function call<T>(
  page: Page,
  method: string,
  path: string,
  body?: object,
  token = '',
): Promise<T> {
  const answer = await page.evaluate(
    async ({ method, path, body, token }) => {
      const csrf = /turnero_csrf=([^;]+)/.exec(document.cookie)?.[1] ?? '';
      const response = await fetch(`/api/v1${path}`, {
        method,
        headers: {
          'x-csrf-token': csrf,
          'idempotency-key': crypto.randomUUID(),
          ...(body ? { 'content-type': 'application/json' } : {}),
          ...(token ? { 'x-booking-token': token } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      const text = await response.text();
      return { status: response.status, text };
    },
    { method, path, body, token },
  );
  expect(answer.status, `${method} ${path}: ${answer.text}`).toBeLessThan(300);
  return (answer.text ? (JSON.parse(answer.text) as { data: unknown }).data : undefined) as T;
}

/** Days from now on. Where all tests run in all projects at the same time, each looks at another week. */
export function ahead(days: number): string {
  const { project, config } = test.info();
  const week = config.projects.findIndex(({ name }) => name === project.name);
  return new Date(Date.now() + (days + 7 * week) * 86_400_000).toISOString().slice(0, 10);
}

type Where = { business?: string; from?: string; to?: string; query?: Record<string, string> };

/**
 * What is free of a service: at a business, or at the first that has it; from three days on, where nothing else is asked, or else
 * from today on.
 */
export async function freeTime(page: Page, service: string, where: Where = {}): Promise<Offered> {
  const all = where.business
    ? (await call<{ services: Service[] }>(page, 'GET', `/businesses/${where.business}`)).services
    : await call<Service[]>(page, 'GET', '/services?limit=100');
  const { id, businessId } = all.find(({ slug }) => slug === service)!;
  const business = await call<{ slug: string; locations: { id: string }[] }>(
    page,
    'GET',
    `/businesses/${businessId}`,
  );
  const [first, ...others] = business.locations;
  const locationId = others.length > 0 && first ? { locationId: first.id } : {};
  const ask = async ({ from, to }: Where) => {
    const range = { ...(from ? { from } : {}), ...(to ? { to } : {}) };
    const query = new URLSearchParams({ serviceId: id, ...locationId, ...range, ...where.query });
    const free = await call<Pick<Offered, 'providers' | 'days'>>(page, 'GET', `/availability?${query}`);
    return { ...free, slots: free.days.flatMap(({ slots }) => slots) };
  };
  const wanted = await ask({ ...where, from: where.from ?? ahead(3) });
  // Where nobody books more than two weeks ahead, the week of a later project is too far.
  const free = where.from || wanted.slots.length > 0 ? wanted : await ask({ ...where });
  expect(free.slots.length, `starts of ${service}`).toBeGreaterThan(0);
  return { serviceId: id, businessId, slug: business.slug, ...locationId, ...free };
}

/** One of several, so that tests that run at the same time seldom want the same. */
export const anyOf = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)]!;

export const somebody = (name = 'Ana Paz') => ({ name, email: freshAddress(), locale: 'es-AR' });

/** The cookie by which a browser opens what a guest made in it. */
export async function remember(
  context: BrowserContext,
  site: string,
  made: Pick<Made, 'id' | 'token'>,
): Promise<void> {
  if (!made.token) return;
  await context.addCookies([{ name: 'turnero_bookings', value: `${made.id}:${made.token}`, url: site }]);
}

/** With the slug of its business. */
export type Held = Made & { slug: string };

const wish = ({ serviceId, locationId }: Offered, slot: Slot) => ({
  items: [{ serviceId }],
  start: slot.start,
  ...(slot.sessionId ? { sessionId: slot.sessionId } : {}),
  ...(locationId ? { locationId } : {}),
});

/** Books something; as a guest where the page has nobody signed in and somebody is named. */
export function book(
  page: Page,
  offered: Offered,
  slot = anyOf(offered.slots),
  more: object = {},
): Promise<Made> {
  return call<Made>(page, 'POST', '/bookings', { ...wish(offered, slot), ...more });
}

/** Holds a free start as the visitor of the page, who can then open its checkout. */
export async function hold(page: Page, site: string, service: string, where: Where = {}): Promise<Held> {
  await page.goto(`${site}/offline`);
  const offered = await freeTime(page, service, where);
  const made = await call<Made>(page, 'POST', '/holds', wish(offered, anyOf(offered.slots)));
  await remember(page.context(), site, made);
  return { ...made, slug: offered.slug };
}

/** Cancels what whoever is signed in has booked: a business lets one person book only so often. */
export const letGo = (page: Page, { id }: Pick<Made, 'id'>): Promise<unknown> =>
  call(page, 'POST', `/bookings/${id}/cancellation`, {});

/** Moves a booking to the time that is chosen on its page, and agrees to what it costs then if that is more. */
export async function moveThere(page: Page): Promise<void> {
  await page.getByRole('button', { name: say('move_button'), exact: true }).click();
  const agree = page.getByRole('button', { name: say('move_agree', { price: '' }) });
  await expect(agree.or(page.getByText(/^Listo: ahora es/)).first()).toBeVisible();
  if (await agree.isVisible()) await agree.click();
  await expect(page).toHaveURL(/done=moved/);
}
