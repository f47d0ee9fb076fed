import type { Picture } from '@turnero/backend/contracts/media';
import type { Locale } from '#lib/i18n/locale.ts';
import { localized } from '#lib/i18n/text.ts';

/** A picture as a page shows it, in one language. */
export type PhotoView = Pick<Picture, 'address' | 'widths' | 'width' | 'height'> & { alt: string };

export function photoView(picture: Picture | null, locale: Locale): PhotoView | null {
  if (!picture) return null;
  const { address, widths, width, height, alt } = picture;
  return { address, widths, width, height, alt: localized(alt, locale) };
}
