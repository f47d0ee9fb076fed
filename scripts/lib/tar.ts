import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { extract, pack, type Pack } from 'tar-stream';
import { Told } from '../launch/steps.mjs';

/** A file that goes into an archive. */
export interface Packed {
  name: string;
  bytes: number;
  content: AsyncIterable<Buffer>;
}

/** A file of the disk, under the name that it has in an archive. */
export async function packedFile(name: string, path: string): Promise<Packed> {
  const { size } = await stat(path);
  return { name, bytes: size, content: createReadStream(path) as AsyncIterable<Buffer> };
}

async function packAll(archive: Pack, files: AsyncIterable<Packed>): Promise<void> {
  for await (const { name, bytes, content } of files)
    await pipeline(Readable.from(content), archive.entry({ name, size: bytes, mode: 0o600 }));
  archive.finalize();
}

/** The bytes of a tar file that holds these, in this order. Each is read when its turn comes. */
export async function* tarOf(files: AsyncIterable<Packed>): AsyncGenerator<Buffer> {
  const archive = pack();
  const packing = packAll(archive, files);
  packing.catch((error: unknown) => archive.destroy(error as Error));
  try {
    yield* archive as AsyncIterable<Buffer>;
    await packing;
  } finally {
    archive.destroy();
  }
}

/** A file of an archive that is read; its content must be read before the next one. */
export interface Entry {
  name: string;
  bytes: number;
  content: AsyncIterable<Buffer>;
}

/** Reads past a file that is not wanted. */
export async function skip({ content }: Entry): Promise<void> {
  await finished(Readable.from(content).resume());
}

/** What the library says of a stream that ends too early, and of one that is something else. */
const TOLD: [RegExp, string][] = [
  [/^Unexpected end of data/, 'The archive is cut off.'],
  [/^Invalid (tar )?header|^Header exceeds/, 'This is no archive of Turnero.'],
];

/** The files one after the other. @throws Told for what is no tar file, is cut off, or holds links or folders */
export async function* entriesOf(source: AsyncIterable<Buffer>): AsyncGenerator<Entry> {
  const reading = extract();
  const fed = pipeline(Readable.from(source), reading);
  // Whoever stops reading has a reason of their own.
  fed.catch(() => undefined);
  try {
    for await (const content of reading) {
      const { name, size, type } = content.header;
      if (type !== 'file') throw new Told(`The archive holds what is no file: ${name}`);
      yield { name, bytes: size, content: content as AsyncIterable<Buffer> };
    }
    await fed;
  } catch (error) {
    const [, sentence] =
      TOLD.find(([pattern]) => error instanceof Error && pattern.test(error.message)) ?? [];
    throw sentence === undefined ? error : new Told(sentence);
  }
}
