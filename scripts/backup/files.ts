import { Readable } from 'node:stream';
import type { Env } from '../../backend/src/env.ts';
import { openMediaStore } from '../../backend/src/modules/media/media.store.ts';
import { skip } from '../lib/tar.ts';
import { MANIFEST, placeOf } from './manifest.ts';
import { backedUp } from './read.ts';

/**
 * Brings pictures and files. Their names are drawn and never used again, so those that are there already are what they should be,
 * and those that no row names disturb nobody.
 * @returns how to take away again what was brought
 */
export async function bringFiles(env: Env, file: string): Promise<() => Promise<void>> {
  const store = await openMediaStore(env);
  const brought: string[] = [];
  const takeAway = async () => {
    for (const name of brought) await store.remove(name);
  };
  try {
    for await (const entry of backedUp(file)) {
      const place = entry.name === MANIFEST ? undefined : placeOf(entry.name);
      if (!place || !('file' in place) || (await store.sizeOf(place.file)) === entry.bytes) await skip(entry);
      else {
        brought.push(place.file);
        await store.write(place.file, Readable.from(entry.content));
      }
    }
    return takeAway;
  } catch (error) {
    await takeAway();
    throw error;
  }
}
