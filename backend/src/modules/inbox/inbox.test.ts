import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { openMailer } from '../messages/mailer.ts';
import type { InboxEntry, InboxMessage } from './inbox.contract.ts';

interface Page {
  data: InboxEntry[];
  meta: { nextCursor?: string };
}

let dataDir: string;
let t: TestApp;
const idOf = (n: number) => `0199d1e0-0000-7000-8000-00000000000${n}`;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'turnero inbox '));
  t = await testApp({}, { DATA_DIR: dataDir });
  const mailer = openMailer(t.deps.env);
  for (const n of [1, 2, 3]) {
    await mailer.send({
      id: idOf(n),
      to: 'ana@example.com',
      fromName: 'Fade',
      subject: `Carta ${n}`,
      html: `<p>Hola ñ ${n}</p>`,
      text: `Hola ñ ${n}`,
    });
  }
  await writeFile(join(dataDir, 'secret.eml'), 'Subject: secret\r\n\r\n');
});
afterAll(async () => {
  await t.close();
  await rm(dataDir, { recursive: true, force: true });
});

const get = (url: string, host = 'localhost') => t.app.inject({ url, headers: { host } });

test('lists what was sent, the newest first, page by page, on any host', async () => {
  const first = (await get('/api/v1/inbox?limit=2')).json<Page>();
  expect(first.data).toMatchObject([
    { id: idOf(3), to: 'ana@example.com', subject: 'Carta 3' },
    { id: idOf(2) },
  ]);
  const second = (await get(`/api/v1/inbox?limit=2&cursor=${first.meta.nextCursor}`, t.a.host)).json<Page>();
  expect(second.data).toMatchObject([{ id: idOf(1) }]);
  expect(second.meta.nextCursor).toBeUndefined();
});

test('shows one message', async () => {
  const { data } = (await get(`/api/v1/inbox/${idOf(1)}`)).json<{ data: InboxMessage }>();
  expect(data).toMatchObject({ subject: 'Carta 1', from: 'Fade' });
  expect(data.html).toContain('<p>Hola ñ 1</p>');
  expect(data.text).toContain('Hola ñ 1');
  expect(data.headers).toContainEqual({ key: 'auto-submitted', value: 'auto-generated' });
});

test.each(['..%2Fsecret', '..%2F..%2F..%2Fetc%2Fpasswd', 'secret', '0'.repeat(36), '%00'])(
  'the id %s is refused',
  async (id) => {
    expect((await get(`/api/v1/inbox/${id}`)).statusCode).toBe(400);
  },
);

test('a message that is not there is 404', async () => {
  expect((await get(`/api/v1/inbox/${idOf(9)}`)).statusCode).toBe(404);
});

test.each([{ DEMO: 'false' }, { MAIL_URL: 'smtp://127.0.0.1:1' }])(
  'with %o there is no inbox',
  async (variables) => {
    const other = await testApp({}, { DATA_DIR: dataDir, ...variables });
    const response = await other.app.inject({ url: '/api/v1/inbox', headers: { host: 'localhost' } });
    expect(response.statusCode).toBe(404);
    await other.close();
  },
);
