import * as z from 'zod/mini';
import { pageQuery } from '../../lib/page-query.ts';

/** Widths in pixels in which a picture can be asked for; smaller ones are never enlarged. */
export const WIDTHS = [160, 320, 640, 960, 1280, 1920] as const;
const FORMATS = ['avif', 'webp'] as const;

export const UPLOAD_BYTES = 10 * 1024 * 1024;

export const mediaErrors = {
  MEDIA_NOT_A_PICTURE: { status: 415, message: 'Send a JPEG, PNG, WebP or AVIF picture.' },
  MEDIA_TOO_MANY_PIXELS: { status: 422, message: 'The picture has more than 50 million pixels.' },
  MEDIA_UNREADABLE: { status: 422, message: 'The picture is damaged and cannot be read.' },
} as const;

/** A part of the picture, in shares of its width and height. */
const crop = z
  .strictObject({
    left: z.number().check(z.gte(0), z.lt(1)),
    top: z.number().check(z.gte(0), z.lt(1)),
    width: z.number().check(z.gt(0), z.lte(1)),
    height: z.number().check(z.gt(0), z.lte(1)),
  })
  .check(
    z.refine(({ left, width }) => left + width <= 1.000001, {
      error: 'reaches beyond the right edge',
      path: ['width'],
    }),
    z.refine(({ top, height }) => top + height <= 1.000001, {
      error: 'reaches beyond the bottom edge',
      path: ['height'],
    }),
  );
export type Crop = z.infer<typeof crop>;

export const altText = z.record(z.string(), z.string().check(z.trim(), z.maxLength(200)));

/** A picture as pages need it: `<address>/<width>.<format>` is an image of one of `widths`. */
export const picture = z.strictObject({
  id: z.uuid(),
  width: z.int(),
  height: z.int(),
  /** What is seen on it, by language. */
  alt: z.record(z.string(), z.string()),
  /** A blurred stand-in of some 25 bytes, base64 (thumbhash). */
  thumbhash: z.nullable(z.string()),
  address: z.string(),
  widths: z.array(z.int()),
});
export type Picture = z.infer<typeof picture>;

export const mediaParams = z.strictObject({ id: z.uuid() });
export const imageParams = z.strictObject({
  id: z.uuid(),
  name: z.templateLiteral([
    z.enum(WIDTHS.map(String) as [`${(typeof WIDTHS)[number]}`]),
    '.',
    z.enum(FORMATS),
  ]),
});
/** Beside the file: whose it is, and what is seen on it. */
export const uploadFields = z.strictObject({
  businessId: z.optional(z.uuid()),
  alt: z.optional(altText),
  crop: z.optional(crop),
});
export const mediaChange = z.strictObject({ alt: altText });
export const cropBody = z.strictObject({ crop });
export const pictureChoice = z.strictObject({ mediaId: z.nullable(z.uuid()) });
export const picturesQuery = z.strictObject({ ...pageQuery, businessId: z.optional(z.uuid()) });
