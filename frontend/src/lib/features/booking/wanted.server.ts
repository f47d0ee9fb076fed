import type { ServiceTerms } from '#lib/api/types.ts';
import { m } from '#lib/i18n/words.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { readChoice } from './choice.ts';

type Visit = { locals: App.Locals; params: { business: string }; url: URL };

/** What an address of the booking flow chooses, at which business. */
export async function readWanted({ locals, params, url }: Visit) {
  const tenant = requireTenant(locals);
  const path = { idOrSlug: params.business };
  const { data: business } = await locals.api('GET /businesses/{idOrSlug}', { path });
  return { tenant, business, choice: readChoice(url.searchParams, business) };
}

/** Whether whoever is here may go on under these terms, and where those go in who may not. */
export const doorView = ({ locals, url }: Pick<Visit, 'locals' | 'url'>, { guestBooking }: ServiceTerms) => ({
  asksWho: locals.me === null,
  isOpen: guestBooking || locals.me !== null,
  login: `/login?next=${encodeURIComponent(url.pathname + url.search)}`,
});

export const doorWords = () => ({
  name: m.book_name(),
  email: m.email(),
  emailHint: m.book_email_hint(),
  account: m.book_account(),
  login: m.nav_login(),
  back: m.book_times(),
});
