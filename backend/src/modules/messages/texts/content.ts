import type { MailParams, MailTemplate } from '../messages.contract.ts';

/** One line of what a booking is. */
export interface MailFact {
  label: string;
  value: string;
}

/** What a mail says, as plain text; the layout makes HTML of it and escapes everything. */
export interface MailContent {
  subject: string;
  /** The line that lists of mails show after the subject. */
  preview: string;
  greeting: string;
  paragraphs: string[];
  facts?: MailFact[];
  action: { label: string; url: string };
  /** Smaller, under the button. */
  notes: (string | { text: string; label: string; url: string })[];
}

/** What the texts of a language are given besides the parameters of the template. */
export interface Voice {
  tenant: string;
  /** A length of time in words. */
  hours: (count: number) => string;
  /** An instant in words, in the zone of the tenant. */
  instant: (iso: string) => string;
}

/** The mails of one language. */
export interface MailTexts {
  /** "Hola, Ana:"; without a name where it could be mistaken for a message. */
  greeting: (name: string | null) => string;
  /** Under every mail: who sent it. */
  footer: (tenant: string) => string;
  /** Before the address of the button, for programs that show no buttons. */
  linkHint: string;
  mails: {
    [Template in MailTemplate]: (params: MailParams<Template>, voice: Voice) => Omit<MailContent, 'greeting'>;
  };
}
