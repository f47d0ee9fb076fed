import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { KeptBookings, Waiting } from './kept.ts';

/** Kept in this browser for whoever uses it, and for nobody after them. */
interface Kept extends DBSchema {
  /** `owner`: whose all this is. `bookings`: theirs. */
  facts: { key: string; value: string | KeptBookings };
  waiting: { key: string; value: Waiting };
}

let opened: Promise<IDBPDatabase<Kept>> | undefined;

function database(): Promise<IDBPDatabase<Kept>> {
  opened ??= openDB<Kept>('turnero', 1, {
    upgrade(db) {
      db.createObjectStore('facts');
      db.createObjectStore('waiting', { keyPath: 'key' });
    },
    terminated: () => (opened = undefined),
  });
  return opened;
}

export async function readBookings(): Promise<KeptBookings | undefined> {
  const found = await (await database()).get('facts', 'bookings');
  return typeof found === 'object' ? found : undefined;
}

export async function keepBookings(bookings: KeptBookings): Promise<void> {
  await (await database()).put('facts', bookings, 'bookings');
}

export async function readOwner(): Promise<string | undefined> {
  const found = await (await database()).get('facts', 'owner');
  return typeof found === 'string' ? found : undefined;
}

/** Forgets everything, and says whose it is from now on. */
export async function startAnew(owner: string): Promise<void> {
  const changes = (await database()).transaction(['facts', 'waiting'], 'readwrite');
  await Promise.all([
    changes.objectStore('facts').clear(),
    changes.objectStore('waiting').clear(),
    changes.objectStore('facts').put(owner, 'owner'),
    changes.done,
  ]);
}

/** In the order in which they were asked for. */
export async function readWaiting(): Promise<Waiting[]> {
  const all = await (await database()).getAll('waiting');
  return all.sort((a, b) => a.asked.localeCompare(b.asked));
}

export async function keepWaiting(waiting: Waiting): Promise<void> {
  await (await database()).put('waiting', waiting);
}

export async function dropWaiting(key: string): Promise<void> {
  await (await database()).delete('waiting', key);
}
