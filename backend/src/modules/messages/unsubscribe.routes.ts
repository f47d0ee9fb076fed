import type { FastifyReply } from 'fastify';
import * as z from 'zod/mini';
import type { App } from '../../app.ts';
import { mailLocale } from './messages.contract.ts';
import { escapeHtml } from '../../lib/html.ts';
import { bookingTexts } from './messages.notice.ts';
import { readUnsubscribe, unsubscribe } from './messages.unsubscribe.ts';

const params = z.strictObject({ token: z.string().check(z.regex(/^[0-9a-f-]{36}\.[\w-]{43}$/)) });

function sendPage(reply: FastifyReply, locale: string, body: string): FastifyReply {
  const { title } = bookingTexts[z.parse(mailLocale, locale)].page;
  return reply
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html><html lang="${locale}"><head><meta charset="utf-8">` +
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">' +
        `<title>${escapeHtml(title)}</title></head><body><main><h1>${escapeHtml(title)}</h1>${body}</main></body></html>`,
    );
}

const paragraph = (text: string) => `<p role="status">${escapeHtml(text)}</p>`;

/**
 * Ends reminders by mail. GET shows a page with a button and changes nothing: programs that look at links follow it. The
 * button, and mail programs on their own (RFC 8058), POST to the same address; who has the link needs no account.
 */
export async function unsubscribeRoutes(app: App): Promise<void> {
  const { APP_SECRET } = app.deps.env;
  const config = { access: 'public' } as const;
  // What is in the form does not matter: the address says it all.
  for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data'])
    app.addContentTypeParser(type, { parseAs: 'buffer', bodyLimit: 4_096 }, (_request, _body, done) => {
      done(null, null);
    });

  app.get('/unsubscribe/:token', { config, schema: { hide: true, params } }, async (request, reply) => {
    const { token } = request.params;
    const { recipient, locale } = await readUnsubscribe(request.ctx, APP_SECRET, token);
    const { ask, button } = bookingTexts[z.parse(mailLocale, locale)].page;
    const form = `<form method="post"><button>${escapeHtml(button)}</button></form>`;
    return sendPage(reply, locale, `<p>${escapeHtml(ask(recipient))}</p>${form}`);
  });

  app.post('/unsubscribe/:token', { config, schema: { hide: true, params } }, async (request, reply) => {
    const { token } = request.params;
    const { locale } = await readUnsubscribe(request.ctx, APP_SECRET, token);
    await unsubscribe(request.ctx, APP_SECRET, token);
    return sendPage(reply, locale, paragraph(bookingTexts[z.parse(mailLocale, locale)].page.done));
  });
}
