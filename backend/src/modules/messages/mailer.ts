import { createTransport } from 'nodemailer';
import type { Env } from '../../env.ts';
import { openInbox } from './mailer.inbox.ts';
import { MailRefused, messageOf, type Mailer } from './mailer.message.ts';

export { MailRefused, type Mail, type Mailer } from './mailer.message.ts';

function isRefusal(error: unknown): error is Error {
  const { code, responseCode = 0 } = error as { code?: string; responseCode?: number };
  return error instanceof Error && (code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode >= 500;
}

function openSmtp(url: string, mailFrom: string): Mailer {
  const transport = createTransport(url);
  return {
    async send(mail) {
      try {
        await transport.sendMail(messageOf(mail, mailFrom));
      } catch (error) {
        throw isRefusal(error) ? new MailRefused(error.message, { cause: error }) : error;
      }
    },
  };
}

/** The mailer that MAIL_URL names. */
export function openMailer({
  MAIL_URL,
  MAIL_FROM,
  DATA_DIR,
}: Pick<Env, 'MAIL_URL' | 'MAIL_FROM' | 'DATA_DIR'>): Mailer {
  return MAIL_URL === 'inbox:' ? openInbox(DATA_DIR, MAIL_FROM) : openSmtp(MAIL_URL, MAIL_FROM);
}
