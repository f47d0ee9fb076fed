import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Font as Face } from 'fontkit';
import sharp from 'sharp';
import { FONTS } from '../verticals/verticals.fonts.ts';
import type { Brand } from './tenants.brand.ts';
import type { IconName } from './tenants.contract.ts';

const SIZE = 512;

/** The brand's own face, read from the package that the site serves it from: machines may have no fonts at all. */
async function openFace(key: string): Promise<Face> {
  const { openSync } = await import('fontkit');
  const name = FONTS[key as keyof typeof FONTS].package;
  const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  const file = `${name.slice(name.indexOf('/') + 1)}-latin-wght-normal.woff2`;
  return openSync(join(folder, 'files', file)) as Face;
}

/** The initial as a path, centred in the square; a disc where the face does not have the letter. */
function mark(face: Face, letter: string, height: number, colour: string): string {
  const point = letter.codePointAt(0) ?? 0;
  if (!face.hasGlyphForCodePoint(point)) {
    return `<circle cx="256" cy="256" r="${height / 2}" fill="${colour}"/>`;
  }
  const { path } = face.glyphForCodePoint(point);
  const { minX, maxX, minY, maxY } = path.bbox;
  const scale = Math.min(height / (maxY - minY), (height * 1.1) / (maxX - minX));
  const [x, y] = [SIZE / 2 - ((minX + maxX) / 2) * scale, SIZE / 2 + ((minY + maxY) / 2) * scale];
  // The files open at their regular weight; a stroke brings the letter near that of the wordmark.
  const stroke = face.unitsPerEm * 0.045;
  return `<path d="${path.toSVG()}" transform="translate(${x} ${y}) scale(${scale} ${-scale})"
    fill="${colour}" stroke="${colour}" stroke-width="${stroke}" stroke-linejoin="round"/>`;
}

/** A logo of one's own on the brand's ground, with the margin that the kind of icon needs. */
async function drawLogo(logo: Buffer, { colors }: Brand, icon: IconName, pixels: number): Promise<Buffer> {
  const share = icon.startsWith('maskable') ? 0.6 : 0.84;
  const side = Math.max(1, Math.round(pixels * share));
  const mark = await sharp(logo)
    .resize(side, side, { fit: 'contain', background: { r: 0, g: 0, b: 0, alpha: 0 } })
    .png()
    .toBuffer();
  const ground = { width: pixels, height: pixels, channels: 4 as const, background: colors.background };
  return sharp({ create: ground })
    .composite([{ input: mark }])
    .png()
    .toBuffer();
}

/** Draws a tenant's icon as PNG. Launchers and Apple cut their own corners: those files are full-bleed. */
export async function drawIcon(
  tenantName: string,
  brand: Brand,
  icon: IconName,
  logo?: Buffer,
): Promise<Buffer> {
  const pixels = Number(/(\d+)\.png$/.exec(icon)?.[1]);
  if (logo) return drawLogo(logo, brand, icon, pixels);
  const maskable = icon.startsWith('maskable');
  const corner = maskable || icon === '180.png' ? 0 : 104;
  const [letter = ''] = tenantName.trim().toLocaleUpperCase().match(/^./u) ?? [];
  const face = await openFace(brand.fonts.display);
  // A maskable icon's mark stays within the inner 80 %.
  const drawn = mark(face, letter, maskable ? 210 : 270, brand.colors.onAccent);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE}" height="${SIZE}">
    <rect width="${SIZE}" height="${SIZE}" rx="${corner}" fill="${brand.colors.accent}"/>${drawn}</svg>`;
  return sharp(Buffer.from(svg)).resize(pixels, pixels).png().toBuffer();
}
