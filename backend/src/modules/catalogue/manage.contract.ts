import * as z from 'zod/mini';
import { pageQuery } from '../../lib/page-query.ts';
import { LOCALES } from '../verticals/verticals.fields.ts';
import { strandsErrors } from '../schedules/stranded.contract.ts';

/** What staff may be refused when they edit the catalogue. */
export const catalogueErrors = {
  AWAITS_APPROVAL: {
    status: 409,
    message: 'Nobody has let this business in yet; hand its application in first.',
  },
  ...strandsErrors,
  SLUG_TAKEN: { status: 409, message: 'Another one here has this address.' },
  NUMBER_TAKEN: { status: 409, message: 'A unit of this type has, or had, this number here.' },
} as const;

export const idParams = z.strictObject({ id: z.uuid() });
export const managedQuery = z.strictObject({ ...pageQuery, businessId: z.optional(z.uuid()) });
export const managedUnitsQuery = z.strictObject({ ...pageQuery, locationId: z.optional(z.uuid()) });

const HTML = /<[a-z!/?]/i;
const CONTROLS = /\p{Cc}/u;
const CONTROLS_BUT_BREAKS = /(?![\n\t])\p{Cc}/u;

/** Plain text as people read it, in one line. @param most characters */
export const line = (most: number) =>
  z.string().check(
    z.trim(),
    z.minLength(1),
    z.maxLength(most),
    z.refine(
      (text) => !HTML.test(text) && !CONTROLS.test(text),
      'Write plain text in one line, without HTML.',
    ),
  );

const paragraphs = z.string().check(
  z.trim(),
  z.minLength(1),
  z.maxLength(2_000),
  z.refine((text) => !HTML.test(text) && !CONTROLS_BUT_BREAKS.test(text), 'Write plain text, without HTML.'),
);

/** The same text in some languages of the product; that the tenant has them is for its service functions to check. */
export function words(text: z.ZodMiniType<string, string>) {
  return z.partialRecord(z.enum(LOCALES), text);
}

export const name = line(120);
export const names = words(name).check(
  z.refine((texts) => Object.keys(texts).length > 0, 'Write it in at least one language.'),
);
export const descriptions = words(paragraphs);
export type Words = z.infer<typeof descriptions>;

export const instant = z.iso.datetime({ offset: true });
export const timeZone = z.string().check(
  z.maxLength(64),
  z.refine((zone) => /^[A-Za-z]/.test(zone) && isZone(zone), 'Write an IANA zone, as Europe/London.'),
);

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

export const times = { createdAt: instant, updatedAt: instant };
