import type { Page } from '@playwright/test';
import { book, call, freeTime, hold } from './api.ts';
import type { DEMOS } from './site.ts';

type Demo = (typeof DEMOS)[number];

/** Screens that are there for everybody on any site. */
export const ALWAYS = [
  '/login',
  '/register',
  '/forgot',
  '/booking-link',
  '/invitation',
  '/verify',
  '/reset',
  '/offline',
  '/offline/changes',
  '/no-such-page',
];

/** Screens of somebody with an account, but for their bookings. */
export const ACCOUNT = [
  '/account',
  '/account/security',
  '/account/sessions',
  '/account/api-keys',
  '/account/messages',
];

const below = (area: string, names: string[]) => [area, ...names.map((name) => `${area}/${name}`)];

/** Screens of staff and of operators. */
export const PROVIDER = below('/provider', [
  'calendar',
  'calendar?view=list',
  'calendar?view=week',
  'clients',
  'hours',
  'services',
  'money',
  'money/payments',
  'team',
  'locations',
  'profile',
]);
export const adminScreens = ({ business }: Demo): string[] =>
  below('/admin', [
    'bookings',
    'businesses',
    business.replace('/b/', 'businesses/'),
    'customers',
    'money',
    'money/ledger',
    'coupons',
    'coupons/new',
    'brand',
    'rules',
    'rules?section=policies',
    'messages',
    'messages/preview',
    'people',
    'api-keys',
    'audit',
  ]);
export const OPERATOR = below('/operator', [
  'tenants/new',
  'verticals',
  'verticals/clinic',
  'jobs',
  'health',
]);

interface Terms {
  serviceId: string;
  intakeForm: { fields: unknown[] } | null;
  rhythms: { key: string }[];
  customerFields: unknown[];
  guestBooking: boolean;
}

/** What is sold, the services that ask most first. */
async function offers(page: Page, demo: Demo) {
  const slug = demo.business.replace('/b/', '');
  const { services } = await call<{ services: { id: string; slug: string }[] }>(
    page,
    'GET',
    `/businesses/${slug}`,
  );
  const all = await Promise.all(
    services.map(async (one) => ({
      ...one,
      terms: await call<Terms>(page, 'GET', `/services/${one.id}/terms`),
    })),
  );
  const weight = ({ terms }: { terms: Terms }) =>
    (terms.intakeForm?.fields.length ?? 0) + terms.rhythms.length;
  return { business: slug, services: all.toSorted((one, other) => weight(other) - weight(one)) };
}

/** Screens for finding and choosing, of a demo as anybody sees it. */
export async function openScreens(page: Page, demo: Demo): Promise<string[]> {
  await page.goto(`${demo.site}/offline`);
  const sitemap = await page.evaluate(async () => (await fetch('/sitemap.xml')).text());
  const paths = [...sitemap.matchAll(/<loc>https?:\/\/[^/]+([^<]*)<\/loc>/g)].map(([, path]) => path ?? '');
  const some = [/^\/c\//, /\/p\//].flatMap((kind) => paths.find((path) => kind.test(path)) ?? []);
  const { business, services } = await offers(page, demo);
  const [{ slug, terms }] = services as [(typeof services)[number]];
  const { serviceId, days } = await freeTime(page, slug, { business });
  const day = days.find(({ slots }) => slots.length > 0)!;
  const book = `${demo.business}/book`;
  const choice = `?service=${serviceId}&date=${day.date}`;
  const rhythm = terms.rhythms[0]?.key;
  const repeat = `&start=${encodeURIComponent(day.slots[0]!.start)}&repeat=${rhythm}&count=3`;
  return [
    ...['/', '/search', '/search?q=zzzzqqqq', '/search?near=Atlantis', ...some, demo.business],
    ...[book, book + choice, `${book}${choice}&month=${day.date.slice(0, 7)}`],
    ...(rhythm ? [`${book}${choice}${repeat}`, `${book}/series${choice}${repeat}`] : []),
    `${book}/waitlist${choice}`,
  ];
}

/** Screens of whoever is signed in: what they book, have booked, and can do with it. */
export async function ownScreens(page: Page, demo: Demo): Promise<string[]> {
  const { business, services } = await offers(page, demo);
  type Mine = { id: string; state: string; startsAt: string };
  const mine = (more = '') => call<Mine[]>(page, 'GET', `/bookings?order=desc&limit=50${more}`);
  const isNext = ({ state, startsAt }: Mine) => state === 'confirmed' && Date.parse(startsAt) > Date.now();
  const plain = services.find(({ terms }) => !terms.intakeForm && terms.customerFields.length === 0);
  const held = () => mine('&state=held');
  // What is held already is taken: nobody may hold much at once, and what waits for its deposit is held for long.
  const [waiting] = await held();
  // Others may have cancelled what the demo had for them.
  if (plain && !waiting && !(await mine()).some(isNext))
    await book(page, await freeTime(page, plain.slug, { business }));
  const { id: checkout } = waiting ?? (await hold(page, demo.site, services[0]!.slug, { business }));
  const all = [...(await mine()), ...(await held())];
  const here = all
    .filter(isNext)
    .map(({ id }) => [
      ...['', '/move', '/cancel'].map((step) => `/bookings/${id}${step}`),
      `/checkout/${id}/done`,
    ])[0];
  const others = ['completed', 'cancelled', 'pending', 'held'].flatMap(
    (wanted) => all.find(({ state }) => state === wanted) ?? [],
  );
  return [
    `/checkout/${checkout}`,
    '/bookings',
    ...(here ?? []),
    ...others.map(({ id }) => `/bookings/${id}`),
  ];
}

/** Screens of a guest on the way to a booking: one that is held, one that is not any more, one of somebody else. */
export async function guestScreens(page: Page, demo: Demo): Promise<string[]> {
  const { business, services } = await offers(page, demo);
  const unknown = '019b76da-a800-72cb-be47-3dba9ae12cd9';
  const missing = [`/checkout/${unknown}`, `/bookings/${unknown}`, '/bookings'];
  const { slug, terms } = services.find(({ terms }) => !terms.intakeForm) ?? services[0]!;
  if (!terms.guestBooking) return missing;
  const held = await hold(page, demo.site, slug, { business });
  const over = await hold(page, demo.site, slug, { business });
  await call(page, 'DELETE', `/holds/${over.id}`, undefined, over.token);
  return [`/checkout/${held.id}`, `/checkout/${over.id}`, ...missing];
}
