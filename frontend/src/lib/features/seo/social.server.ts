import { PICTURES_DIR } from '$app/env/private';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Tenant } from '#lib/api/types.ts';
import { drawCover } from '#lib/motifs/motifs.ts';
import { faceOf, write } from './letters.server.ts';
import { flatten } from './flatten.ts';

/** What an image says, the largest first. */
export type SocialWords = { seed: string; title: string; text: string };

const [WIDTH, HEIGHT] = [1200, 630];
const ART = 240;
const MARGIN = 72;

/** The image that stands for a page where it is shared: the brand's ground, drawing and letters. */
async function draw({ name, branding }: Tenant, { seed, title, text }: SocialWords): Promise<string> {
  const [display, plain] = await Promise.all([faceOf(branding.fonts.display), faceOf(branding.fonts.text)]);
  const art = drawCover(branding.motif, 'wide', seed, '').replace(
    /^<svg [^>]*>/,
    `<svg x="0" y="0" width="${WIDTH}" height="${ART}" viewBox="0 0 1600 560" preserveAspectRatio="xMidYMid slice">`,
  );
  const width = WIDTH - 2 * MARGIN;
  const heading = display
    ? write(display, title, {
        x: MARGIN,
        y: ART + 44,
        width,
        sizes: [104, 88, 72, 60],
        lines: 2,
        colour: 'var(--text)',
        bold: true,
      })
    : { svg: '', height: 0 };
  const line = plain
    ? write(plain, text, {
        x: MARGIN,
        y: ART + 44 + heading.height,
        width,
        sizes: [38],
        lines: 2,
        colour: 'var(--text-muted)',
      })
    : { svg: '' };
  const sign =
    display && name !== title && !branding.logo.picture
      ? write(display, name, {
          x: MARGIN,
          y: HEIGHT - 84,
          width,
          sizes: [40],
          lines: 1,
          colour: 'var(--accent-text)',
          bold: true,
        })
      : { svg: '' };
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}"><rect width="${WIDTH}" height="${HEIGHT}" fill="var(--background)"/>${art}<rect y="${ART}" width="${WIDTH}" height="10" fill="var(--accent)"/>${heading.svg}${line.svg}${sign.svg}</svg>`;
  return flatten(svg, branding.themeCss);
}

/** The logo in the corner where the name stands otherwise. */
async function signedWith(logo: Buffer) {
  const input = await sharp(logo).resize(320, 72, { fit: 'inside' }).png().toBuffer();
  return { input, left: MARGIN, top: HEIGHT - 96 };
}

const making = new Map<string, Promise<Buffer>>();

/** Made when somebody asks for the first time, and kept under what it shows: another name is another image. */
async function makeOnce(svg: string, logo: () => Promise<Buffer | null | undefined>): Promise<Buffer> {
  const file = join(PICTURES_DIR, `${createHash('sha256').update(svg).digest('hex').slice(0, 40)}.png`);
  const kept = PICTURES_DIR ? await readFile(file).catch(() => undefined) : undefined;
  if (kept) return kept;
  const drawn = sharp(Buffer.from(svg));
  const mark = await logo();
  if (mark) drawn.composite([await signedWith(mark)]);
  const png = await drawn.png({ palette: true, effort: 4 }).toBuffer();
  if (PICTURES_DIR) {
    await mkdir(PICTURES_DIR, { recursive: true });
    // Whole or not at all, also for whoever reads it this moment.
    const fresh = `${file}.${crypto.randomUUID()}`;
    await writeFile(fresh, png);
    await rename(fresh, file);
  }
  return png;
}

/** @param readLogo brings the file of the tenant's logo, where it has one */
export async function socialPicture(
  tenant: Tenant,
  words: SocialWords,
  readLogo: (address: string) => Promise<Buffer | undefined>,
): Promise<Buffer> {
  const { picture } = tenant.branding.logo;
  const svg = await draw(tenant, words);
  // Another logo is another image.
  const key = picture ? `${svg}<!-- ${picture.id} -->` : svg;
  let made = making.get(key);
  if (!made) {
    made = makeOnce(key, async () => picture && readLogo(`${picture.address}/640.webp`)).finally(() =>
      making.delete(key),
    );
    making.set(key, made);
  }
  return made;
}
