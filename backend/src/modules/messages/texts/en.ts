import type { MailTexts } from './content.ts';

export const en: MailTexts = {
  greeting: (name) => (name ? `Hello ${name},` : 'Hello,'),
  footer: (tenant) => `Sent by ${tenant}. This is an automatic message; there is no need to reply.`,
  linkHint: 'If the button does not work, copy this address into your browser:',
  mails: {
    'verify-email': ({ url, expiresInHours }, { tenant, hours }) => ({
      subject: `Confirm your email at ${tenant}`,
      preview: 'One more step and your account is ready.',
      paragraphs: [
        `Thank you for creating an account at ${tenant}. Confirm that this address is yours and you can start booking.`,
      ],
      action: { label: 'Confirm my email', url },
      notes: [
        `The link is good for ${hours(expiresInHours)}.`,
        'If you did not create this account, you can ignore this message.',
      ],
    }),
    'already-registered': ({ url, resetUrl }, { tenant }) => ({
      subject: `You already have an account at ${tenant}`,
      preview: 'Someone tried to register with your address.',
      paragraphs: [
        `We were asked to create an account at ${tenant} with this address, but you already have one. Nothing was changed.`,
        'If it was you, sign in with the password you have.',
      ],
      action: { label: 'Sign in', url },
      notes: [
        { text: 'Forgot your password?', label: 'Choose a new one', url: resetUrl },
        'If it was not you, there is nothing to do.',
      ],
    }),
    'reset-password': ({ url, expiresInHours }, { tenant, hours }) => ({
      subject: `Choose a new password for ${tenant}`,
      preview: 'You asked to change your password.',
      paragraphs: ['We were asked to change your password. Use this button to choose a new one.'],
      action: { label: 'Choose a password', url },
      notes: [
        `The link works once and is good for ${hours(expiresInHours)}.`,
        'If you did not ask for this, ignore this message: your password stays as it is.',
      ],
    }),
    'sign-in-link': ({ url, expiresInHours }, { tenant, hours }) => ({
      subject: `Your link to sign in to ${tenant}`,
      preview: 'Good for one use.',
      paragraphs: [
        `We were asked for a link to sign in to your account at ${tenant}. Open it on the device you want to use.`,
      ],
      action: { label: 'Sign in', url },
      notes: [
        `The link works once and is good for ${hours(expiresInHours)}.`,
        'If you did not ask for this, ignore this message: nobody gets in without the link.',
      ],
    }),
    'password-changed': ({ url }, { tenant }) => ({
      subject: `Your password at ${tenant} was changed`,
      preview: 'If it was you, there is nothing to do.',
      paragraphs: [
        `The password of your account at ${tenant} has just been changed, and your other sessions were signed out.`,
        'If it was you, there is nothing to do. If not, take your account back now.',
      ],
      action: { label: 'It was not me', url },
      notes: [],
    }),
    'change-email': ({ url, expiresInHours }, { tenant, hours }) => ({
      subject: `Confirm your new email at ${tenant}`,
      preview: 'One step left to change your address.',
      paragraphs: [
        `You asked to use this address for your account at ${tenant}. Until you confirm it, we keep using the old one.`,
      ],
      action: { label: 'Confirm my new email', url },
      notes: [
        `The link is good for ${hours(expiresInHours)}.`,
        'If you did not ask for this, you can ignore this message.',
      ],
    }),
    'email-changed': ({ newEmail, url }, { tenant }) => ({
      subject: `The email of your account at ${tenant} was changed`,
      preview: 'From now on we write to another address.',
      paragraphs: [
        `Your account at ${tenant} now uses ${newEmail}. We will not write to this address any more.`,
        'If it was you, there is nothing to do. If not, tell us as soon as you can.',
      ],
      action: { label: 'It was not me', url },
      notes: [],
    }),
    'new-sign-in': ({ device, ip, at, url }, { tenant, instant }) => ({
      subject: `New sign-in at ${tenant}`,
      preview: `From ${device}.`,
      paragraphs: [
        `Someone signed in to your account at ${tenant} from a device we had not seen before.`,
        `Device: ${device}`,
        `Time: ${instant(at)}`,
        ...(ip ? [`IP address: ${ip}`] : []),
        'If it was you, there is nothing to do. If not, end that session and change your password.',
      ],
      action: { label: 'See my sessions', url },
      notes: [],
    }),
    'application-waiting': ({ business, applicant, url }, { tenant }) => ({
      subject: `${business} would like to join ${tenant}`,
      preview: `${applicant} has handed the application in and waits for your answer.`,
      paragraphs: [
        `${applicant} asked to bring ${business} to ${tenant}. Everything needed to take bookings is there; it is for you to approve it or say what to change.`,
      ],
      action: { label: 'See the application', url },
      notes: ['Nobody else sees it before you approve it.'],
    }),
    'application-approved': ({ business, url }, { tenant }) => ({
      subject: `${business} is on ${tenant} now`,
      preview: 'Your application was approved: you can be booked.',
      paragraphs: [`Your application was approved. ${business} is shown on ${tenant} and takes bookings.`],
      action: { label: 'Go to my day', url },
      notes: [],
    }),
    'application-refused': ({ business, reason, url }, { tenant }) => ({
      subject: `Your application to join ${tenant} needs changes`,
      preview: reason,
      paragraphs: [
        `We looked at the application of ${business} and cannot approve it as it is. The reason:`,
        reason,
        'All that you entered is kept. Put it right and hand it in again.',
      ],
      action: { label: 'Put it right', url },
      notes: [],
    }),
    invitation: ({ invitedBy, place, url, days }, { tenant }) => ({
      subject: `You are invited to work at ${place} · ${tenant}`,
      preview: 'Accept the invitation and begin.',
      paragraphs: [
        `${invitedBy ?? `The team of ${place}`} invites you to join the team of ${place} on ${tenant}. If you have no account yet, you make one in a single step.`,
      ],
      action: { label: 'See the invitation', url },
      notes: [
        `The link works once and is good for ${days} days.`,
        'If you did not expect this message, you can ignore it: nothing happens until you accept.',
      ],
    }),
  },
};
