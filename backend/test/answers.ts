import sharp from 'sharp';
import type { GivenAnswers } from '../src/modules/intake/intake.contract.ts';
import type { FormField, IntakeForm, Vertical } from '../src/modules/verticals/verticals.contract.ts';

const ROUTINE = { 'es-AR': 'Lo de siempre', en: 'The usual', 'pt-BR': 'O de sempre' };

type Given = GivenAnswers[string];

function sampleOf(field: FormField, vertical: Vertical, file: string): Given {
  const { type, options = [], min, max, consent } = field;
  switch (type) {
    case 'text':
      return 'Luna';
    case 'longText':
      return ROUTINE[vertical.locale.default];
    case 'number':
      return Math.min(max ?? Infinity, Math.max(min ?? 1, 1));
    case 'choice':
      return options[0]?.key ?? '';
    case 'multiChoice':
      return options.slice(0, 1).map(({ key }) => key);
    case 'date':
      return '1990-05-17';
    case 'phone':
      return vertical.locale.phone.example;
    case 'boolean':
      return false;
    case 'consent':
      return consent?.version ?? 1;
    case 'file':
      return file;
  }
}

/**
 * What somebody in a hurry answers: whatever is required and shown, and no more.
 * @param file what an upload was answered
 */
function sampleAnswers(fields: readonly FormField[], vertical: Vertical, file: string): GivenAnswers {
  const answers: GivenAnswers = {};
  for (const field of fields) {
    const { showIf, required, key } = field;
    const before = showIf && answers[showIf.field];
    const asked = fields.find(({ key }) => key === showIf?.field);
    const value = asked?.type === 'consent' && before !== undefined ? true : before;
    const isShown =
      !showIf || (Array.isArray(value) ? value.includes(String(showIf.is)) : value === showIf.is);
    if (isShown && required) answers[key] = sampleOf(field, vertical, file);
  }
  return answers;
}

/** The form of a service, by the key of its type. */
function formOf({ serviceTypes, intakeForms }: Vertical, key: string | null): IntakeForm | undefined {
  const type = serviceTypes.find((type) => type.key === key);
  return intakeForms.find(({ key }) => key === type?.intakeForm);
}

/** Whether the form of one of the services cannot be done without a file. */
export const needsFile = (vertical: Vertical, templateKeys: readonly (string | null)[]): boolean =>
  templateKeys.some((key) =>
    formOf(vertical, key)?.fields.some(({ type, required }) => type === 'file' && required),
  );

/**
 * Answers with which a visit of these services can be booked, for tests and trials.
 * @param templateKeys of the services, in their order
 */
export function samplesFor(
  vertical: Vertical,
  templateKeys: readonly (string | null)[],
  file = '',
): { answers: GivenAnswers[]; customerAnswers: GivenAnswers } {
  return {
    answers: templateKeys.map((key) => sampleAnswers(formOf(vertical, key)?.fields ?? [], vertical, file)),
    customerAnswers: sampleAnswers(vertical.customerFields, vertical, file),
  };
}

/** A form of a business and one file, as browsers send it to `/intake-files`. */
export function uploadForm(
  businessId: string,
  file: Buffer,
): { body: Buffer; headers: Record<string, string> } {
  const boundary = 'b'.repeat(24);
  const part = (name: string, rest: string) =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${rest}\r\n\r\n`;
  const head = `${part('businessId', '')}${businessId}\r\n${part('file', '; filename="x"')}`;
  return {
    body: Buffer.concat([Buffer.from(head), file, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  };
}

/** A small picture. */
export const somePicture = () =>
  sharp({ create: { width: 20, height: 10, channels: 3, background: '#777' } })
    .png()
    .toBuffer();
