import type { Env } from '../../env.ts';
import type { Tenant } from '../../lib/context.ts';
import { hourCycleOf } from '../../lib/languages.ts';
import { formatMoney } from '../../lib/money.ts';
import { tenantUrl } from '../../lib/tenant-url.ts';
import { toDate } from '../../scheduling/days.ts';
import { writeIcs } from '../calendars/ics.ts';
import type { LocalizedText } from '../catalogue/catalogue.contract.ts';
import { brandOf } from '../tenants/tenants.brand.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import type { PushMessage } from './channels.push.ts';
import { senderOf } from './mailer.message.ts';
import { nearestLocale, renderContent } from './messages.render.ts';
import type { MailLocale } from './messages.contract.ts';
import { sequenceOf, type BookingFacts } from './messages.facts.ts';
import type { Which } from './messages.which.ts';
import type { BookingText, BookingTexts, BookingVoice } from './texts/booking.ts';
import { bookingEn } from './texts/booking.en.ts';
import { bookingEsAR } from './texts/booking.es-AR.ts';
import { bookingPtBR } from './texts/booking.pt-BR.ts';
import type { MailFact } from './texts/content.ts';

export const bookingTexts: Record<MailLocale, BookingTexts> = {
  'es-AR': bookingEsAR,
  en: bookingEn,
  'pt-BR': bookingPtBR,
};

/** What a message about a booking is written from. */
export interface NoticeSource {
  env: Pick<Env, 'PUBLIC_URL' | 'MAIL_FROM'>;
  tenant: Tenant;
  vertical: Vertical;
  facts: BookingFacts;
  which: Which;
  locale: MailLocale;
}

/** A message in full, for each way that it may go. */
export interface Notice extends BookingText {
  /** Of the page that it leads to, on the tenant's own site; never with a token. */
  path: string;
  url: string;
  /** Where a push message leads, and its buttons: who gets one has an account, and can see the booking itself. */
  push: Pick<PushMessage, 'url' | 'actions'>;
  mail: {
    subject: string;
    html: string;
    text: string;
    ics?: { method: 'REQUEST' | 'CANCEL'; content: string };
  };
  whatsapp: WhatsappTemplate;
}

/** A message as it is registered at WhatsApp, and what this one puts into it. */
export interface WhatsappTemplate {
  name: string;
  language: string;
  /** With {{1}}, {{2}}, ... in it. */
  text: string;
  parameters: string[];
}

/** The language to write in: one that the tenant speaks. */
export function localeFor({ locale }: Vertical, wanted: string | null): MailLocale {
  const supported: readonly MailLocale[] = locale.supported;
  const nearest = nearestLocale(wanted ?? locale.default);
  return supported.includes(nearest) ? nearest : locale.default;
}

/** A localized text in a language, or in whichever it is there. */
export const said = (text: LocalizedText, locale: MailLocale): string =>
  text[locale] ?? Object.values(text)[0] ?? '';
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function wordsOf({ terminology, locale: { default: own } }: Vertical, locale: MailLocale) {
  const terms = terminology[locale] ?? terminology[own];
  if (!terms) throw new Error(`There are no terms in ${locale}.`);
  return terms;
}

const clockOf = (locale: MailLocale) =>
  ({ hour: 'numeric', minute: '2-digit', hourCycle: hourCycleOf(locale) }) as const;

function voiceOf({ vertical, facts, locale }: NoticeSource): BookingVoice {
  const { timeZone } = facts;
  const start = toDate(facts.startsAt);
  const date = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', timeZone });
  const time = new Intl.DateTimeFormat(locale, { ...clockOf(locale), timeZone });
  return {
    booking: wordsOf(vertical, locale).booking,
    business: facts.businessName,
    what: facts.items.map(({ serviceName }) => said(serviceName, locale)).join(' + '),
    when: bookingTexts[locale].at(date.format(start), time.format(start)),
  };
}

function linesOf({ vertical, facts, locale }: NoticeSource): MailFact[] {
  const { labels } = bookingTexts[locale];
  const words = wordsOf(vertical, locale);
  const clock = new Intl.DateTimeFormat(locale, {
    ...{ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', ...clockOf(locale) },
    ...{ timeZone: facts.timeZone, timeZoneName: 'short' },
  });
  const people = new Set(facts.items.flatMap(({ providers }) => providers.map(({ name }) => name)));
  const place = [facts.locationName, facts.address].filter((part) => part !== null).join(', ');
  const price = facts.total > 0 ? formatMoney(locale, facts.total, facts.currency) : '';
  const what = facts.items.map(({ serviceName, variantName }) =>
    [said(serviceName, locale), ...(variantName ? [said(variantName, locale)] : [])].join(', '),
  );
  const lines: [string, string][] = [
    [words.service.one, what.join(' + ')],
    [labels.when, clock.formatRange(toDate(facts.startsAt), toDate(facts.endsAt))],
    [words.provider.one, [...people].join(', ')],
    [labels.where, place],
    [labels.price, price],
    [labels.code, facts.code],
  ];
  return lines
    .filter(([, value]) => value !== '')
    .map(([label, value]) => ({ label: capital(label), value }));
}

const INVITATIONS: Partial<Record<Which, 'REQUEST' | 'CANCEL'>> = {
  confirmed: 'REQUEST',
  changed: 'REQUEST',
  cancelled: 'CANCEL',
};

/** What the person's calendar keeps: one event under one UID, whatever becomes of it. */
function invitationOf(source: NoticeSource, url: string) {
  const { env, tenant, facts, which } = source;
  const method = INVITATIONS[which];
  if (!method) return undefined;
  const email = senderOf(env.MAIL_FROM);
  const { customer, history } = facts;
  const content = writeIcs({
    method,
    events: [
      {
        uid: icsUid(env, facts.id),
        sequence: sequenceOf(history),
        stamp: history.at(-1)?.at ?? new Date(0),
        startsAt: toDate(facts.startsAt),
        endsAt: toDate(facts.endsAt),
        status: method === 'CANCEL' ? 'CANCELLED' : facts.state === 'pending' ? 'TENTATIVE' : 'CONFIRMED',
        summary: `${voiceOf(source).what} (${facts.businessName})`,
        description: linesOf(source)
          .map(({ label, value }) => `${label}: ${value}`)
          .join('\n'),
        location: [facts.locationName, facts.address].filter((part) => part !== null).join(', ') || undefined,
        url,
        organizer: { name: tenant.name, email },
        attendee: customer?.email ? { name: customer.name, email: customer.email } : undefined,
      },
    ],
  });
  return { method, content };
}

/** The name of a booking's event in every calendar. */
export function icsUid({ MAIL_FROM }: Pick<Env, 'MAIL_FROM'>, bookingId: string): string {
  return `${bookingId}@${senderOf(MAIL_FROM).split('@')[1] ?? 'turnero'}`;
}

const oneLine = (text: string) => text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();

/**
 * The template that WhatsApp knows, by vertical, message and language. Its text is that of the other ways with numbers in the
 * places of what differs, so that it can be registered as it is shown here.
 */
function whatsappOf(
  { vertical, which, locale }: NoticeSource,
  voice: BookingVoice,
  action: { label: string; url: string },
): WhatsappTemplate {
  const write = bookingTexts[locale].messages[which];
  const numbers = new Map<string, number>();
  const marked = write({ ...voice, business: '{{business}}', what: '{{what}}', when: '{{when}}' });
  // Nor may it end with a place, so the link stands in the middle.
  const lines = [`${marked.subject}.`, `${action.label}: {{link}}`, marked.line];
  const text = lines.join('\n').replaceAll(/\{\{(\w+)\}\}/g, (_mark, name: string) => {
    if (!numbers.has(name)) numbers.set(name, numbers.size + 1);
    return `{{${String(numbers.get(name))}}}`;
  });
  const snake = which.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const name = `${vertical.vertical.replaceAll('-', '_')}_${snake}`;
  const values = { ...voice, link: action.url };
  const parameters = [...numbers.keys()].map((key) =>
    oneLine(values[key as 'business' | 'what' | 'when' | 'link']),
  );
  // A template may not begin with a place.
  return { name, language: locale.replace('-', '_'), text: `📅 ${text}`, parameters };
}

/** After these one books anew; all others lead to the booking. */
const ONWARDS: ReadonlySet<Which> = new Set(['followUp', 'declined']);

/** After these nobody needs the way there. */
const OVER: ReadonlySet<Which> = new Set(['declined', 'cancelled', 'followUp', 'noShow']);

function pushOf({ vertical, facts, which, locale }: NoticeSource, url: string): Notice['push'] {
  if (OVER.has(which)) return { url, actions: [] };
  const { action, way } = bookingTexts[locale];
  const see = { title: action.see(wordsOf(vertical, locale).booking), url };
  if (facts.address === null) return { url, actions: [see] };
  const there = `https://www.google.com/maps/dir/?api=1&destination=${encodeURIComponent(facts.address)}`;
  return { url, actions: [see, { title: way, url: there }] };
}

/** What only the person who is written to is told; absent in previews, which staff looks at. */
interface Secrets {
  /** The page that ends reminders by mail. */
  unsubscribeUrl: string;
  /** Of who has no account: the booking's page with a token that opens it (`bookingLink`). */
  bookingUrl: string | undefined;
}

/** Writes a message about a booking. */
export function writeNotice(source: NoticeSource, secrets?: Secrets): Notice {
  const { env, tenant, vertical, facts, which, locale } = source;
  const texts = bookingTexts[locale];
  const voice = voiceOf(source);
  const { subject, line } = texts.messages[which](voice);
  const isOnward = ONWARDS.has(which);
  const path = isOnward ? `/b/${encodeURIComponent(facts.businessSlug)}` : `/bookings/${facts.id}`;
  const url = tenantUrl(env, tenant) + path;
  const action = {
    label: isOnward ? texts.action.again(voice.booking) : texts.action.see(voice.booking),
    url: (isOnward ? undefined : secrets?.bookingUrl) ?? url,
  };
  const { accent, onAccent } = brandOf(vertical).colors;
  const content = {
    ...{ subject, preview: line, paragraphs: [line], facts: linesOf(source), action },
    notes: secrets === undefined ? [] : [{ ...texts.unsubscribe, url: secrets.unsubscribeUrl }],
  };
  const brand = { tenant: tenant.name, accent, onAccent, timeZone: facts.timeZone };
  const mail = renderContent(content, facts.customer?.name ?? '', locale, brand);
  const ics = invitationOf(source, url);
  return {
    ...{ subject, line, path, url },
    push: pushOf(source, url),
    mail: ics ? { ...mail, ics } : mail,
    whatsapp: whatsappOf(source, voice, action),
  };
}
