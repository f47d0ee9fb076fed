import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Told } from '../launch/steps.mjs';

/** A file in an archive, and where its content is. */
export interface Packed {
  name: string;
  path: string;
}

const BLOCK = 512;
/** Of a name, as the simplest form of a tar file has it. */
const MOST_LETTERS = 100;
const OCTAL = /^[0-7]+$/;

const padding = (bytes: number) => (BLOCK - (bytes % BLOCK)) % BLOCK;

function header(name: string, bytes: number): Buffer {
  if (Buffer.byteLength(name) > MOST_LETTERS) throw new Error(`${name} is too long for an archive`);
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, length: number) =>
    block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
  block.write(name, 0);
  octal(0o600, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(bytes, 124, 12);
  octal(0, 136, 12);
  block.write('        0', 148, 'latin1');
  block.write('ustar\u000000', 257, 'latin1');
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  );
  return block;
}

/** The bytes of a tar file that holds these, in this order. */
export async function* tarOf(files: Iterable<Packed>): AsyncGenerator<Buffer> {
  for (const { name, path } of files) {
    const { size } = await stat(path);
    yield header(name, size);
    yield* createReadStream(path) as AsyncIterable<Buffer>;
    yield Buffer.alloc(padding(size));
  }
  yield Buffer.alloc(2 * BLOCK);
}

/** An entry of a tar file that is read; its content must be read before the next one. */
export interface Entry {
  name: string;
  bytes: number;
  content: () => AsyncGenerator<Buffer>;
}

/** What is asked for piece by piece of a stream. */
function pieces(source: AsyncIterable<Buffer>) {
  const from = source[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  /** Up to so many bytes; none at the end. */
  const some = async (most: number): Promise<Buffer> => {
    while (rest.length === 0) {
      const next = await from.next();
      if (next.done) return rest;
      rest = next.value;
    }
    const taken = rest.subarray(0, most);
    rest = rest.subarray(taken.length);
    return taken;
  };
  const exactly = async (bytes: number): Promise<Buffer> => {
    const parts: Buffer[] = [];
    for (let missing = bytes; missing > 0;) {
      const part = await some(missing);
      if (part.length === 0) throw new Told('The archive is cut off.');
      parts.push(part);
      missing -= part.length;
    }
    return Buffer.concat(parts);
  };
  return { some, exactly };
}

function entryOf(block: Buffer): { name: string; bytes: number } {
  const field = (at: number, length: number) =>
    block
      .toString('utf8', at, at + length)
      .split('\0', 1)[0]
      ?.trim() ?? '';
  const size = field(124, 12);
  const kind = field(156, 1);
  if (field(257, 5) !== 'ustar' || !OCTAL.test(size)) throw new Told('This is no archive of a tenant.');
  const name = field(0, MOST_LETTERS);
  // Links, folders and the like are no part of what `tarOf` writes.
  if (kind !== '0' || field(345, 155) !== '') throw new Told(`The archive holds what is no file: ${name}`);
  return { name, bytes: Number.parseInt(size, 8) };
}

/** The entries one after the other. @throws Told for what is no tar file, or is cut off */
export async function* entriesOf(source: AsyncIterable<Buffer>): AsyncGenerator<Entry> {
  const { some, exactly } = pieces(source);
  for (;;) {
    const block = await exactly(BLOCK);
    if (block.every((byte) => byte === 0)) return;
    const { name, bytes } = entryOf(block);
    let left = bytes;
    yield {
      name,
      bytes,
      async *content() {
        while (left > 0) {
          const part = await some(left);
          if (part.length === 0) throw new Told('The archive is cut off.');
          left -= part.length;
          yield part;
        }
      },
    };
    if (left > 0) throw new Error(`${name} was not read to its end`);
    await exactly(padding(bytes));
  }
}
