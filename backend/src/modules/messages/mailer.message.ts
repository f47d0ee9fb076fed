import addressparser from 'nodemailer/lib/addressparser';

/** One message, ready to go. */
export interface Mail {
  /** The same in every try, so that a repeated message can be recognised. */
  id: string;
  to: string;
  /** The name that readers see as the sender; the address is the installation's. */
  fromName: string;
  subject: string;
  html: string;
  text: string;
  /** An event for the reader's calendar. */
  ics?: { method: 'REQUEST' | 'CANCEL'; content: string };
  /** Where a POST ends such mails for the reader (RFC 8058). */
  unsubscribeUrl?: string;
  /** What else the built-in inbox shows by it. */
  channel?: 'whatsapp';
}

/** The way out for mail. */
export interface Mailer {
  /**
   * Resolves when the message was taken on.
   * @throws MailRefused when this message will never be taken; any other error is worth another try
   */
  send: (mail: Mail) => Promise<void>;
}

export class MailRefused extends Error {
  override readonly name = 'MailRefused';
}

const oneLine = (text: string) => text.replace(/\p{Cc}+/gu, ' ').trim();

/** The address that mail is from. */
export function senderOf(mailFrom: string): string {
  return addressparser(mailFrom, { flatten: true })[0]?.address ?? mailFrom;
}

/** A message as nodemailer takes it. Nothing in it can start another header or add another recipient. */
export function messageOf(mail: Mail, mailFrom: string) {
  const sender = senderOf(mailFrom);
  const { ics, unsubscribeUrl, channel } = mail;
  return {
    from: { name: oneLine(mail.fromName), address: sender },
    to: { name: '', address: oneLine(mail.to) },
    subject: oneLine(mail.subject),
    html: mail.html,
    text: mail.text,
    messageId: `<${mail.id}@${sender.split('@')[1] ?? 'turnero'}>`,
    ...(ics && { icalEvent: { method: ics.method, filename: 'booking.ics', content: ics.content } }),
    headers: {
      'Auto-Submitted': 'auto-generated',
      ...(unsubscribeUrl !== undefined && {
        'List-Unsubscribe': `<${oneLine(unsubscribeUrl)}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      }),
      ...(channel && { 'X-Turnero-Channel': channel }),
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
