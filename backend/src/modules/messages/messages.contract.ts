import * as z from 'zod/mini';

/** The languages mails are written in. */
export const mailLocales = ['es-AR', 'en', 'pt-BR'] as const;
export const mailLocale = z.enum(mailLocales);
export type MailLocale = z.infer<typeof mailLocale>;

const name = z.string();
/** Where the button of the mail leads; always one of our own pages. */
const url = z.url({ protocol: /^https?$/ });
const expiresInHours = z.number().check(z.positive());

const verifyEmail = z.object({ name, url, expiresInHours });
/** Someone registered with an address that has an account: `url` logs in, `resetUrl` begins a new password. */
const alreadyRegistered = z.object({ name, url, resetUrl: url });
const resetPassword = z.object({ name, url, expiresInHours });
/** `url` signs in whoever opens it, once. */
const signInLink = z.object({ name, url, expiresInHours });
/** `url` begins a new password, for an owner who did not change it. */
const passwordChanged = z.object({ name, url });
/** Goes to the new address. */
const changeEmail = z.object({ name, url, expiresInHours });
/** Goes to the old address; `url` is where its owner finds help. */
const emailChanged = z.object({ name, newEmail: z.string(), url });
/** `at` is an ISO 8601 instant; `url` is the list of sessions. */
const newSignIn = z.object({ name, device: z.string(), ip: z.nullable(z.string()), at: z.string(), url });
/** A business asks to join: `url` is where an admin decides. */
const applicationWaiting = z.object({ name, business: z.string(), applicant: z.string(), url });
const applicationApproved = z.object({ name, business: z.string(), url });
/** `url` is where the business is put right and handed in again. */
const applicationRefused = z.object({ name, business: z.string(), reason: z.string(), url });
/** A role is offered: `url` accepts it. Whoever has no account has no name yet. */
const invitation = z.object({
  name,
  invitedBy: z.nullable(z.string()),
  /** The business, or the site as a whole. */
  place: z.string(),
  url,
  days: z.int(),
});

/** What each template of a mail must be given. */
export const mailTemplates = {
  'verify-email': verifyEmail,
  'already-registered': alreadyRegistered,
  'reset-password': resetPassword,
  'sign-in-link': signInLink,
  'password-changed': passwordChanged,
  'change-email': changeEmail,
  'email-changed': emailChanged,
  'new-sign-in': newSignIn,
  'application-waiting': applicationWaiting,
  'application-approved': applicationApproved,
  'application-refused': applicationRefused,
  invitation,
} as const;

export type MailTemplate = keyof typeof mailTemplates;
export type MailParams<Template extends MailTemplate> = z.infer<(typeof mailTemplates)[Template]>;

const addressed = { to: z.email().check(z.maxLength(254)), locale: z.string() };

/** One mail to one person. The locale is the person's; one we have no texts in falls back to the nearest. */
export const mailRequest = z.discriminatedUnion('template', [
  z.object({ ...addressed, template: z.literal('verify-email'), params: verifyEmail }),
  z.object({ ...addressed, template: z.literal('already-registered'), params: alreadyRegistered }),
  z.object({ ...addressed, template: z.literal('reset-password'), params: resetPassword }),
  z.object({ ...addressed, template: z.literal('sign-in-link'), params: signInLink }),
  z.object({ ...addressed, template: z.literal('password-changed'), params: passwordChanged }),
  z.object({ ...addressed, template: z.literal('change-email'), params: changeEmail }),
  z.object({ ...addressed, template: z.literal('email-changed'), params: emailChanged }),
  z.object({ ...addressed, template: z.literal('new-sign-in'), params: newSignIn }),
  z.object({ ...addressed, template: z.literal('application-waiting'), params: applicationWaiting }),
  z.object({ ...addressed, template: z.literal('application-approved'), params: applicationApproved }),
  z.object({ ...addressed, template: z.literal('application-refused'), params: applicationRefused }),
  z.object({ ...addressed, template: z.literal('invitation'), params: invitation }),
]);
export type MailRequest = z.infer<typeof mailRequest>;

/** Events of this module. A mail is asked for in the transaction that gives cause for it. */
export const messageEvents = {
  'mail.requested': mailRequest,
  /** What is said about a booking has to be planned anew. */
  'messages.wanted': z.strictObject({ bookingId: z.uuid() }),
  /** A message is due. */
  'message.queued': z.strictObject({ messageId: z.uuid() }),
};
