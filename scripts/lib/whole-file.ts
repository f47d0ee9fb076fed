import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { Told } from '../launch/steps.mjs';

/** A name is only as lasting as the folder that it stands in. */
async function sync(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Writes a gzipped file that has its name only once it is whole and on the disk: whatever happens before, a former one of this name
 * stays as it was.
 */
export async function writeWhole(file: string, content: AsyncIterable<Buffer>): Promise<void> {
  const unfinished = `${file}.part`;
  try {
    await pipeline(
      Readable.from(content),
      createGzip(),
      createWriteStream(unfinished, { mode: 0o600, flush: true }),
    );
    await rename(unfinished, file);
    await sync(dirname(file));
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** What a gzipped file holds. @throws Told for one that is cut off, or is none */
export async function* readGzipped(file: string): AsyncGenerator<Buffer> {
  const source = createReadStream(file);
  const unzipped = source.pipe(createGunzip());
  source.on('error', (error) => unzipped.destroy(error));
  try {
    yield* unzipped as AsyncIterable<Buffer>;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'Z_BUF_ERROR') throw new Told('The archive is cut off.');
    if (code?.startsWith('Z_')) throw new Told('The archive is damaged, or none.');
    throw error;
  } finally {
    source.destroy();
    unzipped.destroy();
  }
}
