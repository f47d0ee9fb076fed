import type { MailContent } from './texts/content.ts';

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

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML, for elements and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
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

/** The HTML part: tables and inline styles, because that is what mail programs render. */
export function htmlOf(content: MailContent, { locale, footer, linkHint }: Frame, brand: MailBrand): string {
  const font = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
  const paragraph = (text: string) => html`<p style="margin:0 0 16px">${text}</p>`;
  const note = (one: MailContent['notes'][number]) =>
    typeof one === 'string'
      ? html`<p style="margin:0 0 8px">${one}</p>`
      : html`<p style="margin:0 0 8px">
          ${one.text} <a href="${one.url}" style="color:inherit">${one.label}</a>
        </p>`;
  const { label, url } = content.action;
  return html`<!doctype html>
    <html lang="${locale}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light" />
        <title>${content.subject}</title>
      </head>
      <body style="margin:0;padding:0;background:#f4f4f5;color:#1c1c1f;${font}">
        <div style="display:none;max-height:0;overflow:hidden">${content.preview}</div>
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f4f4f5">
          <tr>
            <td align="center" style="padding:32px 16px">
              <table
                role="presentation"
                width="100%"
                cellpadding="0"
                cellspacing="0"
                style="max-width:560px;background:#ffffff;border-radius:12px;border-top:6px solid ${brand.accent}"
              >
                <tr>
                  <td style="padding:28px 32px 0;font-size:18px;font-weight:700">${brand.tenant}</td>
                </tr>
                <tr>
                  <td style="padding:20px 32px 8px;font-size:16px;line-height:1.55">
                    ${paragraph(content.greeting)} ${content.paragraphs.map(paragraph)}
                  </td>
                </tr>
                <tr>
                  <td style="padding:8px 32px 24px">
                    <a
                      href="${url}"
                      style="display:inline-block;padding:13px 24px;border-radius:8px;background:${brand.accent};color:${brand.onAccent};font-size:16px;font-weight:600;text-decoration:none"
                      >${label}</a
                    >
                  </td>
                </tr>
                <tr>
                  <td style="padding:0 32px 28px;font-size:14px;line-height:1.5;color:#5b5b63">
                    ${content.notes.map(note)}
                    <p style="margin:16px 0 0">
                      ${linkHint}<br /><a href="${url}" style="color:inherit;word-break:break-all">${url}</a>
                    </p>
                  </td>
                </tr>
              </table>
              <p style="max-width:560px;margin:20px auto 0;font-size:13px;line-height:1.5;color:#5b5b63">
                ${footer}
              </p>
            </td>
          </tr>
        </table>
      </body>
    </html> `.html;
}

/** The plain part, for programs and people that prefer it. */
export function textOf(content: MailContent, { footer }: Frame): string {
  const notes = content.notes.map((note) =>
    typeof note === 'string' ? note : `${note.text} ${note.label}: ${note.url}`,
  );
  const { label, url } = content.action;
  return (
    [content.greeting, ...content.paragraphs, `${label}:\n${url}`, ...notes, `--\n${footer}`].join('\n\n') +
    '\n'
  );
}
