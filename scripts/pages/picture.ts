import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import sharp from 'sharp';

const [width, height, gap] = [640, 450, 12];

/** Lays the upper parts of pages out in two columns, as one picture for the README. @param pages files of pictures, 1280 wide */
export async function composePicture(pages: string[], to: string): Promise<void> {
  const parts = await Promise.all(
    pages.map(async (page, index) => ({
      input: await sharp(page).resize(width).extract({ left: 0, top: 0, width, height }).toBuffer(),
      left: gap + (index % 2) * (width + gap),
      top: gap + Math.floor(index / 2) * (height + gap),
    })),
  );
  const rows = Math.ceil(pages.length / 2);
  await mkdir(dirname(to), { recursive: true });
  await sharp({
    create: {
      width: 2 * width + 3 * gap,
      height: rows * height + (rows + 1) * gap,
      channels: 3,
      background: '#d6d3cd',
    },
  })
    .composite(parts)
    .webp({ quality: 78 })
    .toFile(to);
}
