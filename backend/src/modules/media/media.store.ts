import { FileStorage, UnableToReadFile } from '@flystorage/file-storage';
import { LocalStorageAdapter } from '@flystorage/local-fs';
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import type { Env } from '../../env.ts';

/** Files of tenants, named by `<tenant id>/<its own random name>/...`. */
export interface MediaStore {
  /** Nobody ever reads a part of it: until it is whole, what had the name before is as it was. */
  write: (name: string, data: Buffer | Readable) => Promise<void>;
  /** @returns undefined where there is no such file */
  read: (name: string) => Promise<Buffer | undefined>;
  /** In bytes. @returns undefined where there is no such file */
  sizeOf: (name: string) => Promise<number | undefined>;
  /** What is there, piece by piece: for those that read many. */
  stream: (name: string) => Promise<AsyncIterable<Buffer>>;
  /** What is not there is removed already. */
  remove: (name: string) => Promise<void>;
  /** Everything below a name. */
  removeFolder: (name: string) => Promise<void>;
  /** Writes and removes a file. @throws where that cannot be done */
  check: () => Promise<void>;
}

type Write = (files: FileStorage, name: string, data: Buffer | Readable) => Promise<void>;

/** On a disk a file is there from its first byte on. */
const writeBeside: Write = async (files, name, data) => {
  const unfinished = `${name}.${randomUUID()}.part`;
  try {
    await files.write(unfinished, data);
    await files.moveFile(unfinished, name);
  } catch (error) {
    await files.deleteFile(unfinished);
    throw error;
  }
};

/** A bucket has whole files only. What kind they are is in rows; where the library looks for itself, nobody hears of a source that breaks. */
const writeWhole: Write = (files, name, data) =>
  files.write(name, data, { mimeType: 'application/octet-stream' });

function storeOf(files: FileStorage, write: Write): MediaStore {
  const store: MediaStore = {
    write: (name, data) => write(files, name, data),
    remove: (name) => files.deleteFile(name),
    async read(name) {
      try {
        return await files.readToBuffer(name);
      } catch (error) {
        if (error instanceof UnableToReadFile && error.wasFileNotFound) return undefined;
        throw error;
      }
    },
    async sizeOf(name) {
      return (await files.fileExists(name)) ? files.fileSize(name) : undefined;
    },
    stream: (name) => files.read(name),
    async removeFolder(name) {
      if (!(await files.directoryExists(name))) return;
      // One by one: the library's own way asks S3 to delete more at once than it does.
      for (const entry of await files.list(name, { deep: true }).toArray())
        if (entry.isFile) await files.deleteFile(entry.path);
      await files.deleteDirectory(name);
    },
    async check() {
      const name = `health-${randomUUID()}`;
      await store.write(name, Buffer.from('ok'));
      await store.remove(name);
    },
  };
  return store;
}

/** Where files are kept: in the data folder, or in a bucket. The library for the latter is only loaded where it is asked for. */
export async function openMediaStore(env: Env): Promise<MediaStore> {
  // It is needed in any case: what is packed and unpacked passes through it.
  mkdirSync(env.DATA_DIR, { recursive: true });
  if (env.STORAGE === 's3') {
    const { openBucket } = await import('./media.bucket.ts');
    return storeOf(new FileStorage(openBucket(env)), writeWhole);
  }
  const root = resolve(join(env.DATA_DIR, 'media'));
  mkdirSync(root, { recursive: true });
  return storeOf(new FileStorage(new LocalStorageAdapter(root)), writeBeside);
}
