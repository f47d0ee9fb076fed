import { escapeHtml } from '../../lib/html.ts';
import { mailHtml } from './mail.generated.ts';
import type { MailContent, MailFact } from './texts/content.ts';

/** What a mail looks like: the tenant's. */
export interface MailBrand {
  tenant: string;
  /** Colours as #rrggbb, with enough contrast between them. */
  accent: string;
  onAccent: string;
  /** IANA zone in which instants are written. */
  timeZone: string;
}

interface Frame {
  locale: string;
  footer: string;
  linkHint: string;
}

/** Builds HTML in which everything put in is escaped, unless it was built this way itself. */
interface Html {
  html: string;
}
function html(parts: TemplateStringsArray, ...values: (string | Html | Html[])[]): Html {
  const written = values.map((value) => {
    if (typeof value === 'string') return escapeHtml(value);
    return Array.isArray(value) ? value.map((one) => one.html).join('') : value.html;
  });
  return { html: String.raw({ raw: parts }, ...written) };
}

/** Puts values into the compiled mail: text is escaped, HTML that was built here is not. */
function fill(template: string, values: Readonly<Record<string, string | Html>>): string {
  return template.replace(/\{\{\s*(\w+)\s*\}\}/g, (_place, name: string) => {
    const value = values[name] ?? '';
    return typeof value === 'string' ? escapeHtml(value) : value.html;
  });
}

/** The HTML part, in the tenant's colours: tables and inline styles, because that is what mail programs render. */
export function htmlOf(content: MailContent, { locale, footer, linkHint }: Frame, brand: MailBrand): string {
  const paragraph = (text: string) => html`<p style="margin:0 0 16px">${text}</p>`;
  const fact = ({ label, value }: MailFact) =>
    html`<tr>
      <td style="padding:4px 16px 4px 0;vertical-align:top;white-space:nowrap;opacity:0.75">${label}</td>
      <td style="padding:4px 0;vertical-align:top;font-weight:600">${value}</td>
    </tr>`;
  const note = (one: MailContent['notes'][number]) =>
    typeof one === 'string'
      ? html`<p style="margin:0 0 8px">${one}</p>`
      : html`<p style="margin:0 0 8px">
          ${one.text} <a href="${one.url}" style="color:inherit">${one.label}</a>
        </p>`;
  const { subject, preview, greeting, paragraphs, facts = [], action, notes } = content;
  const { tenant, accent, onAccent } = brand;
  return fill(mailHtml, {
    ...{ locale, subject, preview, tenant, accent, onAccent, linkHint, footer, ...action },
    paragraphs: html`${[greeting, ...paragraphs].map(paragraph)}`,
    facts: html`${facts.map(fact)}`,
    notes: html`${notes.map(note)}`,
  });
}

/** The plain part, for programs and people that prefer it. */
export function textOf(content: MailContent, { footer }: Frame): string {
  const notes = content.notes.map((note) =>
    typeof note === 'string' ? note : `${note.text} ${note.label}: ${note.url}`,
  );
  const facts = (content.facts ?? []).map(({ label, value }) => `${label}: ${value}`);
  const { label, url } = content.action;
  return (
    [
      ...[content.greeting, ...content.paragraphs],
      ...(facts.length > 0 ? [facts.join('\n')] : []),
      ...[`${label}:\n${url}`, ...notes, `--\n${footer}`],
    ].join('\n\n') + '\n'
  );
}
