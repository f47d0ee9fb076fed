import { FileStorage } from '@flystorage/file-storage';
import { LocalStorageAdapter } from '@flystorage/local-fs';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';

/** Files of tenants, named by `<tenant id>/<its own random name>/...`. */
export interface MediaStore {
  write: (name: string, data: Buffer | Readable) => Promise<void>;
  /** @returns undefined where there is no such file */
  read: (name: string) => Promise<Buffer | undefined>;
  /** In bytes. @returns undefined where there is no such file */
  sizeOf: (name: string) => Promise<number | undefined>;
  /** What is there, piece by piece: for those that read many. */
  stream: (name: string) => Promise<AsyncIterable<Buffer>>;
  /** What is not there is removed already. */
  remove: (name: string) => Promise<void>;
}

/** @param dataDir folder in which everything lasting is kept */
export function openMediaStore(dataDir: string): MediaStore {
  const root = resolve(join(dataDir, 'media'));
  mkdirSync(root, { recursive: true });
  const files = new FileStorage(new LocalStorageAdapter(root));
  return {
    write: (name, data) => files.write(name, data),
    remove: (name) => files.deleteFile(name),
    async read(name) {
      return (await files.fileExists(name)) ? files.readToBuffer(name) : undefined;
    },
    async sizeOf(name) {
      return (await files.fileExists(name)) ? files.fileSize(name) : undefined;
    },
    stream: (name) => files.read(name),
  };
}
