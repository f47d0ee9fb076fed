import { fileTypeFromBuffer } from 'file-type';
import sharp from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import { failWith } from '../../lib/errors.ts';
import { mediaErrors, type Crop } from './media.contract.ts';

const fail = failWith(mediaErrors);

const ACCEPTED = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/avif']);
const MOST_PIXELS = 50_000_000;
/** Longest side of what is kept: more than any screen shows. */
const LONGEST_SIDE = 2400;
const PATIENCE_SECONDS = 15;

// One picture at a time uses every core: requests for pages must not wait for somebody's holiday album.
sharp.concurrency(1);

export interface Master {
  data: Buffer;
  width: number;
  height: number;
  thumbhash: string;
}

/**
 * Reads an upload: turned upright, cut, made no larger than screens need, and encoded anew, so that nothing of the file
 * but its pixels is kept: no place where it was taken, nothing hidden in it.
 * @throws MEDIA_NOT_A_PICTURE by content, whatever the name says; MEDIA_TOO_MANY_PIXELS; MEDIA_UNREADABLE
 */
export async function readPicture(upload: Buffer, crop?: Crop): Promise<Master> {
  const type = await fileTypeFromBuffer(upload);
  if (!type || !ACCEPTED.has(type.mime)) throw fail('MEDIA_NOT_A_PICTURE');
  try {
    const upright = await sharp(upload, { limitInputPixels: MOST_PIXELS, failOn: 'error' })
      .autoOrient()
      .timeout({ seconds: PATIENCE_SECONDS })
      .toBuffer({ resolveWithObject: true });
    const cut = sharp(upright.data);
    if (crop) cut.extract(areaOf(crop, upright.info));
    const { data, info } = await cut
      .resize(LONGEST_SIDE, LONGEST_SIDE, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 90 })
      .timeout({ seconds: PATIENCE_SECONDS })
      .toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height, thumbhash: await thumbhashOf(data) };
  } catch (error) {
    if (error instanceof Error && error.message.includes('pixel limit')) throw fail('MEDIA_TOO_MANY_PIXELS');
    throw fail('MEDIA_UNREADABLE');
  }
}

function areaOf(crop: Crop, { width, height }: { width: number; height: number }) {
  const left = Math.min(Math.floor(crop.left * width), width - 1);
  const top = Math.min(Math.floor(crop.top * height), height - 1);
  return {
    left,
    top,
    width: Math.max(1, Math.min(Math.round(crop.width * width), width - left)),
    height: Math.max(1, Math.min(Math.round(crop.height * height), height - top)),
  };
}

async function thumbhashOf(picture: Buffer): Promise<string> {
  const { data, info } = await sharp(picture)
    .resize(100, 100, { fit: 'inside', withoutEnlargement: true })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString('base64');
}

/** @param width pixels; a narrower master stays as wide as it is */
export async function drawPicture(master: Buffer, width: number, format: 'avif' | 'webp'): Promise<Buffer> {
  const image = sharp(master).resize(width, undefined, { withoutEnlargement: true });
  return (format === 'avif' ? image.avif({ quality: 55, effort: 3 }) : image.webp({ quality: 78 }))
    .timeout({ seconds: PATIENCE_SECONDS })
    .toBuffer();
}
