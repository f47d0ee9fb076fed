import * as z from 'zod/mini';
import type { Env } from '../../env.ts';
import { digitsOf, whatsappNumberOf } from '../../lib/phone.ts';
import { openInbox } from './mailer.inbox.ts';
import { Refused, SEND_MS } from './channels.refused.ts';
import { escapeHtml } from '../../lib/html.ts';
import type { WhatsappTemplate } from './messages.notice.ts';

export interface WhatsappMessage {
  id: string;
  /** As its owner wrote it; without a country's code it gets `prefix`. */
  to: string;
  prefix: string;
  fromName: string;
  template: WhatsappTemplate;
}

export interface Whatsapp {
  /** @returns WhatsApp's id of it @throws Refused for what it will never take */
  send: (message: WhatsappMessage) => Promise<string | null>;
}

/** Of the Cloud API: developers.facebook.com/docs/whatsapp/cloud-api/reference/messages and .../support/error-codes */
const accepted = z.object({ messages: z.array(z.object({ id: z.string() })).check(z.minLength(1)) });
const failed = z.object({ error: z.object({ code: z.int(), message: z.string() }) });

/** Told to wait: too many calls or messages, a service that is down, an error that it does not know itself. */
const TEMPORARY = new Set([1, 2, 4, 80007, 130429, 131000, 131016, 131056, 131057, 133004]);

function bodyOf({ to, prefix, template: { name, language, parameters } }: WhatsappMessage) {
  const digits = digitsOf(to, prefix);
  if (digits === null) throw new Refused('the number is not one');
  const texts = parameters.map((text) => ({ type: 'text', text: text.slice(0, 1_024) }));
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to: whatsappNumberOf(digits),
    type: 'template',
    template: { name, language: { code: language }, components: [{ type: 'body', parameters: texts }] },
  };
}

/** The template's text with what this message puts into it. */
export function filled({ text, parameters }: WhatsappTemplate): string {
  return text.replaceAll(/\{\{(\d+)\}\}/g, (_mark, place: string) => parameters[Number(place) - 1] ?? '');
}

function openCloud({ WHATSAPP_URL, WHATSAPP_TOKEN }: Env): Whatsapp {
  return {
    async send(message) {
      const response = await fetch(`${WHATSAPP_URL.replace(/\/$/, '')}/messages`, {
        method: 'POST',
        headers: { authorization: `Bearer ${WHATSAPP_TOKEN}`, 'content-type': 'application/json' },
        body: JSON.stringify(bodyOf(message)),
        redirect: 'error',
        signal: AbortSignal.timeout(SEND_MS),
      });
      const answer: unknown = await response.json().catch(() => undefined);
      const done = accepted.safeParse(answer);
      if (response.ok && done.success) return done.data.messages[0]?.id ?? null;
      const { data } = failed.safeParse(answer);
      const reason = data
        ? `WhatsApp ${data.error.code}: ${data.error.message}`
        : `WhatsApp ${response.status}`;
      const isTemporary = data ? TEMPORARY.has(data.error.code) : response.status >= 500 || response.ok;
      throw isTemporary ? new Error(reason) : new Refused(reason);
    },
  };
}

/** Shows what would be sent, beside the mail. */
function openLocal({ DATA_DIR, MAIL_FROM }: Env): Whatsapp {
  const inbox = openInbox(DATA_DIR, MAIL_FROM);
  return {
    async send(message) {
      const body = bodyOf(message);
      const text = filled(message.template);
      await inbox.send({
        ...{ id: message.id, channel: 'whatsapp', fromName: message.fromName },
        to: `${body.to}@whatsapp.localhost`,
        subject: text.split('\n', 1)[0] ?? '',
        html: `<pre>${escapeHtml(`${text}\n\n${JSON.stringify(body, null, 2)}`)}</pre>`,
        text,
      });
      return message.id;
    },
  };
}

export function openWhatsapp(env: Env): Whatsapp {
  return env.WHATSAPP_URL === 'inbox:' ? openLocal(env) : openCloud(env);
}
