import type { Cookies } from '@sveltejs/kit';
import type { Values } from '#lib/features/intake/intake-view.ts';

const PERSON = 'turnero_guest';
const DRAFT = 'turnero_draft';
const HALF_A_YEAR = 180 * 86_400;
const TWO_MINUTES = 120;
/** Browsers refuse cookies of more than 4096 bytes; nobody loses a booking for that. */
const MOST_BYTES = 3_500;

function read(cookies: Cookies, name: string): Values {
  try {
    const value: unknown = JSON.parse(cookies.get(name) ?? '{}');
    if (typeof value !== 'object' || value === null) return {};
    const entries = Object.entries(value).map(([name, text]): [string, unknown] => [name, text]);
    return Object.fromEntries(
      entries.flatMap(([name, text]): [string, string][] => (typeof text === 'string' ? [[name, text]] : [])),
    );
  } catch {
    return {};
  }
}

function write(
  { cookies, url }: { cookies: Cookies; url: URL },
  name: string,
  values: Values,
  maxAge: number,
): void {
  const text = JSON.stringify(values);
  if (encodeURIComponent(text).length > MOST_BYTES) return;
  cookies.set(name, text, {
    path: '/checkout',
    httpOnly: true,
    sameSite: 'lax',
    secure: url.protocol === 'https:',
    maxAge,
  });
}

/** Who booked as a guest in this browser and asked to be remembered. */
export const rememberedPerson = (cookies: Cookies): Values => read(cookies, PERSON);

/** Keeps or forgets a guest's name, email and phone, as they ask. */
export function rememberPerson(
  event: { cookies: Cookies; url: URL },
  person: Values,
  isWanted: boolean,
): void {
  if (isWanted) write(event, PERSON, person, HALF_A_YEAR);
  else event.cookies.delete(PERSON, { path: '/checkout' });
}

/** Carries what was typed over to the page of another hold. */
export const carryDraft = (event: { cookies: Cookies; url: URL }, values: Values): void =>
  write(event, DRAFT, values, TWO_MINUTES);

/** What was carried over, once. */
export function takeDraft(cookies: Cookies): Values {
  const draft = read(cookies, DRAFT);
  if (cookies.get(DRAFT)) cookies.delete(DRAFT, { path: '/checkout' });
  return draft;
}
