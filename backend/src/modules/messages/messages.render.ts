import { hourCycleOf } from '../../lib/languages.ts';
import { esAR } from './texts/es-AR.ts';
import { en } from './texts/en.ts';
import { ptBR } from './texts/pt-BR.ts';
import type { MailContent, MailTexts, Voice } from './texts/content.ts';
import { htmlOf, textOf, type MailBrand } from './messages.layout.ts';
import { mailLocales, type MailLocale, type MailRequest } from './messages.contract.ts';

const texts: Record<MailLocale, MailTexts> = { 'es-AR': esAR, en, 'pt-BR': ptBR };

/** The language we write in for someone who reads `wanted`; English where we have nothing nearer. */
export function nearestLocale(wanted: string): MailLocale {
  const language = wanted.split('-', 1)[0];
  return mailLocales.find((locale) => locale === wanted || locale.split('-', 1)[0] === language) ?? 'en';
}

/**
 * A name as a greeting may say it. Strangers can register somebody's address under any "name": one that could
 * carry a link or a message of theirs is left out.
 */
export function greetable(name: string): string | null {
  const plain = name.replace(/\p{Cc}+/gu, ' ').trim();
  const suspicious = /[/\\@<>]|\.\p{L}{2,}|www|:/iu.test(plain);
  return plain === '' || plain.length > 60 || suspicious ? null : plain;
}

function voiceOf(locale: MailLocale, { tenant, timeZone }: Pick<MailBrand, 'tenant' | 'timeZone'>): Voice {
  const unit = (count: number, name: 'hour' | 'minute') =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'long' }).format(count);
  const clock = new Intl.DateTimeFormat(locale, {
    dateStyle: 'long',
    timeStyle: 'short',
    hourCycle: hourCycleOf(locale),
    timeZone,
  });
  return {
    tenant,
    hours: (count) => (count < 1 ? unit(Math.round(count * 60), 'minute') : unit(count, 'hour')),
    instant: (iso) => `${clock.format(new Date(iso))} (${timeZone})`,
  };
}

/** Subject, HTML and plain text of what has been written for somebody of that name. */
export function renderContent(
  written: Omit<MailContent, 'greeting'>,
  name: string,
  locale: MailLocale,
  brand: MailBrand,
): { subject: string; html: string; text: string } {
  const { footer, linkHint, greeting } = texts[locale];
  const content = { ...written, greeting: greeting(greetable(name)) };
  const frame = { locale, footer: footer(brand.tenant), linkHint };
  return { subject: content.subject, html: htmlOf(content, frame, brand), text: textOf(content, frame) };
}

/** What an account mail says, in the reader's language. */
export function writeMail(
  request: MailRequest,
  brand: Pick<MailBrand, 'tenant' | 'timeZone'>,
): Omit<MailContent, 'greeting'> {
  const locale = nearestLocale(request.locale);
  const write = texts[locale].mails[request.template] as (
    params: MailRequest['params'],
    voice: Voice,
  ) => Omit<MailContent, 'greeting'>;
  return write(request.params, voiceOf(locale, brand));
}

/** An account mail, in the reader's language and the tenant's brand. */
export function renderMail(request: MailRequest, brand: MailBrand): ReturnType<typeof renderContent> {
  return renderContent(writeMail(request, brand), request.params.name, nearestLocale(request.locale), brand);
}
