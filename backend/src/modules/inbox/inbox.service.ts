import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { fail } from '../../lib/errors.ts';
import { inboxFolder, inboxIds } from '../messages/mailer.inbox.ts';
import type { InboxEntry, InboxMessage } from './inbox.contract.ts';

const textOf = (content: string | ArrayBuffer | Uint8Array) =>
  typeof content === 'string' ? content : new TextDecoder().decode(content);

/** Reads one message; undefined when it has been pushed out meanwhile. The id is a UUID: it names no other file. */
async function readMessage(dataDir: string, id: string): Promise<InboxMessage | undefined> {
  let source: Buffer;
  try {
    source = await readFile(join(inboxFolder(dataDir), `${id}.eml`));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const mail = await PostalMime.parse(source);
  const date = mail.date && !Number.isNaN(Date.parse(mail.date)) ? new Date(mail.date).toISOString() : null;
  return {
    id,
    to: (mail.to ?? []).map(({ address }) => address ?? '').join(', '),
    from: mail.from?.name ?? mail.from?.address ?? '',
    subject: mail.subject ?? '',
    date,
    html: mail.html ?? '',
    text: mail.text ?? '',
    attachments: mail.attachments.flatMap(({ filename, mimeType, content }) =>
      filename !== null && /^(?:text\/|application\/ics)/.test(mimeType)
        ? [{ name: filename, type: mimeType, text: textOf(content) }]
        : [],
    ),
    headers: mail.headers.map(({ key, value }) => ({ key, value })),
  };
}

/** One page of the built-in inbox, the newest first; the cursor is the last id seen. */
export async function listInbox(
  dataDir: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<{ data: InboxEntry[]; nextCursor: string | null }> {
  const ids = (await inboxIds(dataDir)).filter((id) => cursor === undefined || id < cursor);
  const page = ids.slice(0, limit);
  const messages = await Promise.all(page.map((id) => readMessage(dataDir, id)));
  return {
    data: messages
      .filter((message) => message !== undefined)
      .map(({ id, to, from, subject, date }) => ({ id, to, from, subject, date })),
    nextCursor: ids.length > limit ? (page.at(-1) ?? null) : null,
  };
}

/** @throws NOT_FOUND */
export async function getInboxMessage(dataDir: string, id: string): Promise<InboxMessage> {
  const message = await readMessage(dataDir, id);
  if (!message) throw fail('NOT_FOUND');
  return message;
}
