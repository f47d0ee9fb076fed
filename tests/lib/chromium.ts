import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cache = join(import.meta.dirname, '..', '..', '.node');

/** It is built for machines without a screen, a sandbox or a graphics card. */
const args = [
  '--headless=shell',
  '--no-sandbox',
  '--no-zygote',
  '--disable-dev-shm-usage',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
];

/**
 * Unpacks the Chromium that the npm package @sparticuz/chromium carries, once.
 * @returns its path, and an environment that leads it to the libraries and fonts it brings; undefined on other systems
 */
export async function unpackChromium(): Promise<
  { path: string; args: string[]; env: Record<string, string> } | undefined
> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const home = dirname(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))));
  const { version } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as { version: string };
  const folder = join(cache, `chromium-${version}`);
  if (!existsSync(folder)) await unpackInto(folder, join(home, 'bin'));
  return {
    path: join(folder, 'chromium'),
    args,
    env: { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'), FONTCONFIG_PATH: join(folder, 'fonts') },
  };
}

async function unpackInto(folder: string, packed: string) {
  const draft = `${folder}.${process.pid}`;
  await mkdir(draft, { recursive: true });
  const { default: chromium, inflate } = await import('@sparticuz/chromium');
  // The package unpacks where temporary files go, which all users and all versions would share.
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = draft;
  try {
    await chromium.executablePath(packed);
    await inflate(join(packed, 'al2023.tar.br'));
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
  await rename(draft, folder).catch(async (error: unknown) => {
    await rm(draft, { recursive: true, force: true });
    // Another run may have been quicker.
    if (!existsSync(folder)) throw error;
  });
}
