import * as z from 'zod/mini';
import { pageQuery } from '../../lib/page-query.ts';
import { branding } from '../verticals/verticals.branding.ts';
import { colour, LOCALES, localizedText } from '../verticals/verticals.fields.ts';
import { FONT_KEYS } from '../verticals/verticals.fonts.ts';

export const brandErrors = {
  BRAND_CONTRAST: { status: 422, message: 'A colour of the brand cannot be told from its ground.' },
  BRAND_MOVED: { status: 409, message: 'Somebody else has changed the brand meanwhile.' },
} as const;

const font = z.enum(FONT_KEYS);
const weight = z.int().check(z.gte(100), z.lte(1000));
const { motif } = branding.shape;

/** What a tenant says of its brand; what is left out is as in the vertical's file. */
export const brandPatch = z.strictObject({
  accent: z.optional(colour),
  second: z.optional(colour),
  neutral: z.optional(colour),
  display: z.optional(font),
  displayWeight: z.optional(weight),
  text: z.optional(font),
  wordmarkCase: z.optional(z.enum(['asWritten', 'upper', 'lower'])),
  wordmarkWeight: z.optional(weight),
  /** Thousandths of an em between the letters of the wordmark. */
  tracking: z.optional(z.int().check(z.gte(-60), z.lte(300))),
  /** Corner radius of cards in pixels. */
  radius: z.optional(z.int().check(z.gte(0), z.lte(24))),
  density: z.optional(z.enum(['compact', 'regular', 'airy'])),
  motif: z.optional(motif),
  themeColor: z.optional(z.enum(['accent', 'background'])),
  /** A picture of the tenant's own that stands for its name; see POST /media. */
  logo: z.optional(z.uuid()),
  tagline: z.optional(localizedText),
  description: z.optional(localizedText),
  /** Languages that are shown, the one for visitors with another first. */
  locales: z.optional(z.array(z.enum(LOCALES)).check(z.minLength(1), z.maxLength(LOCALES.length))),
});
export type BrandPatch = z.infer<typeof brandPatch>;

/** The same with every value: what a form shows as inherited. */
const brandLook = z.strictObject({
  ...z.required(brandPatch).shape,
  neutral: z.nullable(colour),
  logo: z.nullable(z.uuid()),
});
export type BrandLook = z.infer<typeof brandLook>;

const scheme = z.enum(['light', 'dark']);

/** How well one colour is seen on another. */
const contrastRow = z.strictObject({
  scheme,
  /** Custom properties of the theme, without the dashes. */
  colour: z.string(),
  ground: z.string(),
  hex: z.string(),
  groundHex: z.string(),
  ratio: z.number(),
  needed: z.number(),
});

/** A seed that would not be seen, and the nearest that is. */
const contrastFinding = z.strictObject({
  field: z.enum(['accent']),
  value: z.string(),
  ratio: z.number(),
  needed: z.number(),
  nearest: z.string(),
});
export type ContrastFinding = z.infer<typeof contrastFinding>;

const judged = z.strictObject({
  value: brandPatch,
  findings: z.array(contrastFinding),
  contrasts: z.array(contrastRow),
});
export type JudgedBrand = z.infer<typeof judged>;

export const brandView = z.strictObject({
  /** 0: nothing was ever changed. */
  version: z.int(),
  inherited: brandLook,
  /** What holds. */
  own: brandPatch,
  /** What whoever asks tries out; null: nothing. */
  draft: z.nullable(judged),
  contrasts: z.array(contrastRow),
  fonts: z.array(z.strictObject({ key: font, family: z.string(), lightest: z.int(), heaviest: z.int() })),
  motifs: z.array(motif),
});
export type BrandView = z.infer<typeof brandView>;

export const draftBody = z.strictObject({ value: brandPatch });
export const draftView = judged;
export const publication = z.strictObject({
  value: brandPatch,
  /** The version that was seen before: another one's change in between is not undone unseen. */
  version: z.int().check(z.gte(0)),
});

export const brandVersion = z.strictObject({
  version: z.int(),
  value: brandPatch,
  at: z.iso.datetime({ offset: true }),
  /** Who published it; null for the system. */
  by: z.nullable(z.string()),
});
export type BrandVersion = z.infer<typeof brandVersion>;
export const versionsQuery = z.strictObject(pageQuery);
export const versionParams = z.strictObject({ version: z.coerce.number().check(z.int(), z.gte(0)) });
