import * as z from 'zod/mini';
import { about, key, localizedText, text } from './verticals.fields.ts';

const FIELD_TYPES = [
  'text',
  'longText',
  'number',
  'choice',
  'multiChoice',
  'date',
  'phone',
  'boolean',
  'file',
  'consent',
] as const;

const option = z.strictObject({
  key: about(key, 'Unique within the field; what is stored.'),
  name: about(localizedText, 'What is read.'),
});

const showIf = z.strictObject({
  field: about(key, 'Key of a choice, multiChoice, boolean or consent that stands before this one.'),
  is: about(
    z.union([z.boolean(), text]),
    'Its answer for which this one is shown: an option, or true or false.',
  ),
});

const consent = z.strictObject({
  version: about(z.int().check(z.gte(1)), 'Counted up with each change of the text; kept with the answer.'),
  text: about(localizedText, 'What is agreed to.'),
});

const field = z.strictObject({
  key: about(key, 'Unique within the form; what is stored.'),
  name: about(localizedText, 'The question.'),
  help: z.optional(about(localizedText, 'A sentence under it.')),
  type: about(z.enum(FIELD_TYPES), 'Kind of answer.'),
  required: about(z._default(z.boolean(), false), 'Whether it must be answered where it is shown.'),
  options: z.optional(
    about(z.array(option).check(z.minLength(2), z.maxLength(40)), 'Of a choice or multiChoice: the answers.'),
  ),
  min: z.optional(about(z.number(), 'Of a number: the least.')),
  max: z.optional(about(z.number(), 'Of a number: the most.')),
  consent: z.optional(about(consent, 'Of a consent: what is agreed to.')),
  showIf: z.optional(about(showIf, 'Shows the field only after a certain answer.')),
});

export const fields = z.array(field).check(z.maxLength(40));

export const intakeForm = z.strictObject({
  key: about(key, 'Name by which service types refer to it.'),
  name: about(localizedText, 'Its heading.'),
  fields: about(fields.check(z.minLength(1)), 'What is asked, in order.'),
});

export type FormField = z.infer<typeof field>;
export type IntakeForm = z.infer<typeof intakeForm>;
