import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { messageOf, type Mailer } from './mailer.message.ts';

const MOST_MESSAGES = 500;
const FILE = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.eml$/;

/** Where the built-in inbox keeps its messages, one file each. */
export function inboxFolder(dataDir: string): string {
  return join(dataDir, 'inbox');
}

/** Ids of the messages, the newest first: they are UUIDv7, so their order is that of time. */
export async function inboxIds(dataDir: string): Promise<string[]> {
  const names = await readdir(inboxFolder(dataDir)).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  return names
    .filter((name) => FILE.test(name))
    .map((name) => name.slice(0, -'.eml'.length))
    .sort()
    .reverse();
}

/** Keeps messages as files instead of sending them, the newest 500. */
export function openInbox(dataDir: string, mailFrom: string): Mailer {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const folder = inboxFolder(dataDir);
  return {
    async send(mail) {
      const { message } = await composer.sendMail(messageOf(mail, mailFrom));
      await mkdir(folder, { recursive: true });
      // Readers see a whole message or none.
      const draft = join(folder, `.${randomBytes(8).toString('hex')}.tmp`);
      await writeFile(draft, message as Buffer);
      await rename(draft, join(folder, `${mail.id}.eml`));
      const old = (await inboxIds(dataDir)).slice(MOST_MESSAGES);
      await Promise.all(old.map((id) => rm(join(folder, `${id}.eml`), { force: true })));
    },
  };
}
