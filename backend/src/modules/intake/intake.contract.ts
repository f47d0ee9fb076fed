import * as z from 'zod/mini';
import { localizedText } from '../verticals/verticals.fields.ts';

export const intakeErrors = {
  FILE_NOT_ACCEPTED: { status: 415, message: 'Send a JPEG, PNG, WebP or AVIF picture, or a PDF.' },
} as const;

/** Bytes of a file that somebody answers with. */
export const FILE_BYTES = 10 * 1024 * 1024;

/** How many can be named beside the customer. */
export const MOST_GUESTS = 50;
const key = z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,79}$/i, 'Write the key of a field: "pet-name"'));

const answerValue = z.union([
  z.string().check(z.maxLength(4_000)),
  z.number(),
  z.boolean(),
  z.array(z.string().check(z.maxLength(80))).check(z.maxLength(40)),
]);

/** By the key of the field; of a consent the version that was shown, of a file what its upload was answered. */
const answersByKey = z.record(key, answerValue);
export type GivenAnswers = z.infer<typeof answersByKey>;

/** Names reach mails and files: one line each. */
const line = (most: number) =>
  z
    .string()
    .check(z.trim(), z.minLength(1), z.maxLength(most), z.regex(/^\P{Cc}*$/u, 'Write it on one line'));

const guest = z.strictObject({
  name: line(120),
  email: z.optional(z.email().check(z.maxLength(254))),
  phone: z.optional(line(40)),
});
export type Guest = z.infer<typeof guest>;

/** What comes with a booking: spread it into whatever books. */
export const intakeFields = {
  /** To the forms of what is booked; of a visit one for each item, or one for all of them. */
  answers: z.optional(z.union([answersByKey, z.array(answersByKey).check(z.maxLength(8))])),
  /** To what every customer is asked once. */
  customerAnswers: z.optional(answersByKey),
  /** Who comes along, without the customer. */
  guests: z.optional(z.array(guest).check(z.maxLength(MOST_GUESTS))),
};
export type IntakeRequest = { [Field in keyof typeof intakeFields]?: z.infer<(typeof intakeFields)[Field]> };

const answer = z.strictObject({
  key: z.string(),
  type: z.string(),
  /** The question, as it was asked. */
  name: localizedText,
  value: answerValue,
  /** Of a choice: what its options say. */
  options: z.optional(z.array(localizedText)),
  /** Of a consent: what was agreed to, and when. */
  consent: z.optional(
    z.strictObject({ version: z.int(), text: localizedText, at: z.iso.datetime({ offset: true }) }),
  ),
});
export type KeptAnswer = z.infer<typeof answer>;

/** What was asked with a booking and answered. */
export const bookingIntake = z.strictObject({
  forms: z.array(
    z.strictObject({
      /** Position of the item it belongs to. */
      item: z.int(),
      form: z.string(),
      /** Version of the vertical's file that the form stood in. */
      version: z.int(),
      answers: z.array(answer),
    }),
  ),
  /** What the customer was asked once, as last answered. */
  customer: z.array(answer),
  /** Who comes along. */
  guests: z.array(
    z.strictObject({ name: z.string(), email: z.nullable(z.string()), phone: z.nullable(z.string()) }),
  ),
  /** How many come, the customer included; of a class the seats. */
  partySize: z.int(),
});
export type BookingIntake = z.infer<typeof bookingIntake>;

export const fileFields = z.strictObject({ businessId: z.uuid() });

export const uploadedFile = z.strictObject({
  id: z.uuid(),
  contentType: z.string(),
  bytes: z.int(),
  /** What the field of the form is answered with: whoever has it may book with the file. */
  answer: z.string(),
});
export type UploadedFile = z.infer<typeof uploadedFile>;

export const bookingFileParams = z.strictObject({ id: z.uuid(), fileId: z.uuid() });
