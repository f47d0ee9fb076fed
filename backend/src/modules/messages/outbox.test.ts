import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { browser, dataOf, outcome, signedIn, type Browser } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { createStaff, type Staff } from '../../../test/staff.ts';
import { tomorrow } from '../../../test/shop.ts';
import { inTransaction } from '../../lib/context.ts';
import { booking } from '../bookings/bookings.contract.ts';
import { notification } from '../inbox/notifications.contract.ts';
import { startWorker, type Worker } from '../jobs/worker.ts';
import { inboxFolder } from './mailer.inbox.ts';
import { findDueMessages } from './messages.jobs.ts';
import { message, messagePreview, type MessageView } from './outbox.contract.ts';

let t: TestApp;
let staff: Staff;
let worker: Worker;
let direct: pg.Pool;
let day = 0;

beforeAll(async () => {
  t = await testApp();
  staff = await createStaff(t, { providers: 2 });
  direct = new pg.Pool({ connectionString: t.env.DATABASE_DIRECT_URL, max: 2 });
  worker = await startWorker(t.deps);
});
afterAll(async () => {
  await worker.stop();
  await direct.end();
  await t.close();
});

const book = async (who: Browser, body: object = {}, start = tomorrow('10:00', (day += 1))) =>
  dataOf(
    booking,
    await who.send('POST', '/bookings', { items: [{ serviceId: staff.shop.services.cut }], start, ...body }),
  );
const listed = async (query: string, who: Browser = staff.owner) =>
  dataOf(z.array(message), await who.send('GET', `/messages?${query}`));
const messagesOf = (bookingId: string) => listed(`bookingId=${bookingId}`);
/** Waits until something has been written, and nothing is due any more. */
async function settled(bookingId: string, which: string): Promise<MessageView[]> {
  const found = async () => (await messagesOf(bookingId)).filter((one) => one.which === which);
  await expect
    .poll(async () => (await found()).map(({ state }) => state), { timeout: 5_000, interval: 50 })
    .toSatisfy((states: string[]) => states.length > 0 && !states.includes('queued'));
  return found();
}
const mailOf = async (id: string) =>
  PostalMime.parse(await readFile(join(inboxFolder(t.env.DATA_DIR), `${id}.eml`)));
const byChannel = (rows: MessageView[], channel: string) => rows.filter((row) => row.channel === channel);

describe('a booking', () => {
  it('is told by mail with its event, and in the inbox of the account', async () => {
    const ana = await signedIn(t, t.a, 'ana@example.com');
    const made = await book(ana);
    const rows = await settled(made.id, 'confirmed');
    expect(rows.map(({ channel, state }) => [channel, state]).toSorted()).toEqual([
      ['email', 'sent'],
      ['inbox', 'sent'],
    ]);
    const [sent] = byChannel(rows, 'email');
    const mail = await mailOf(sent?.id ?? '');
    expect(mail.to).toEqual([{ address: 'ana@example.com', name: '' }]);
    expect(mail.messageId).toBe(`<${sent?.id}@turnero.localhost>`);
    expect(mail.subject).toBe('Your appointment at shop is confirmed');
    expect(mail.text).toContain(made.code);
    const header = (key: string) => mail.headers.find((one) => one.key === key)?.value;
    expect(header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    expect(header('list-unsubscribe')).toMatch(
      /^<http:\/\/a\.localhost:3000\/api\/v1\/unsubscribe\/[\w.-]+>$/,
    );
    const ics = mail.attachments.find(({ filename }) => filename === 'booking.ics');
    const event = new TextDecoder().decode(ics?.content as ArrayBuffer);
    expect(event).toContain('METHOD:REQUEST');
    expect(event).toContain(`UID:${made.id}@turnero.localhost`);
    const inbox = dataOf(z.array(notification), await ana.send('GET', '/me/notifications'));
    expect(inbox).toMatchObject([{ title: mail.subject, bookingId: made.id, readAt: null, path: '/b/shop' }]);
  });

  it('that is cancelled ends in the calendar, under the same UID and a higher number', async () => {
    const guest = browser(t, t.a);
    const customer = { name: 'Beto', email: 'beto@example.com' };
    const { id, token = '' } = await book(guest, { customer });
    await settled(id, 'confirmed');
    await guest.send('POST', `/bookings/${id}/cancellation`, {}, { 'x-booking-token': token });
    const [sent] = await settled(id, 'cancelled');
    const ics = (await mailOf(sent?.id ?? '')).attachments.find(({ filename }) => filename === 'booking.ics');
    const event = new TextDecoder().decode(ics?.content as ArrayBuffer);
    expect(event).toContain('METHOD:CANCEL');
    expect(event).toContain('SEQUENCE:1');
    expect(event).toContain(`UID:${id}@`);
    // Guests have no inbox; what was still to come does not come any more.
    expect((await messagesOf(id)).filter(({ state }) => state === 'queued')).toEqual([]);
  });
});
