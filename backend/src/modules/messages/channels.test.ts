import { createDecipheriv, createECDH, hkdfSync, randomBytes, type ECDH } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt, importJWK, jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { testDatabase, type TestDatabase } from '../../../test/database.ts';
import { readEnv } from '../../env.ts';
import { isPublicAddress, isPushEndpoint, openPush, vapidKeys } from './channels.push.ts';
import { Refused } from './channels.refused.ts';
import { openWhatsapp, type WhatsappMessage } from './channels.whatsapp.ts';

interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

let server: Server;
let origin: string;
let database: TestDatabase;
const received: Received[] = [];
let answer: { status: number; body?: object } = { status: 201 };

beforeAll(async () => {
  database = await testDatabase();
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) });
      response.writeHead(answer.status, {
        'content-type': 'application/json',
        location: `${origin}/elsewhere`,
      });
      response.end(answer.body ? JSON.stringify(answer.body) : '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  received.length = 0;
  answer = { status: 201 };
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await database.drop();
});

interface Keys {
  pair: ECDH;
  publicKey: Buffer;
  auth: Buffer;
}

/** Reads what came for a browser (RFC 8291, section 3.4, over RFC 8188). */
function readPush({ pair, publicKey, auth }: Keys, body: Buffer): string {
  const salt = body.subarray(0, 16);
  const keyLength = body.readUInt8(20);
  const serverKey = body.subarray(21, 21 + keyLength);
  const record = body.subarray(21 + keyLength);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), publicKey, serverKey]);
  const ikm = Buffer.from(hkdfSync('sha256', pair.computeSecret(serverKey), auth, info, 32));
  const key = Buffer.from(hkdfSync('sha256', ikm, salt, 'Content-Encoding: aes128gcm\0', 16));
  const nonce = Buffer.from(hkdfSync('sha256', ikm, salt, 'Content-Encoding: nonce\0', 12));
  const decipher = createDecipheriv('aes-128-gcm', key, nonce);
  decipher.setAuthTag(record.subarray(-16));
  const plain = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
  // A last record ends with 2 and zeros.
  return plain.subarray(0, plain.lastIndexOf(2)).toString('utf8');
}

function aBrowser() {
  const pair = createECDH('prime256v1');
  const publicKey = pair.generateKeys();
  const auth = randomBytes(16);
  return {
    keys: { p256dh: publicKey.toString('base64url'), auth: auth.toString('base64url') },
    read: (body: Buffer) => readPush({ pair, publicKey, auth }, body),
  };
}

const message = {
  title: 'Tu turno está confirmado',
  body: 'Corte, lunes 10:00 ✂️',
  url: `http://a.test/b/x`,
  tag: '1',
  actions: [{ title: 'Ver turno', url: 'http://a.test/bookings/1' }],
};

describe('web push', () => {
  const envWith = (variables: Record<string, string>) =>
    readEnv({ DATABASE_URL: database.env.DATABASE_URL, APP_SECRET: database.env.APP_SECRET, ...variables });
  const push = () => openPush(envWith({ PUSH_LOCAL: 'true' }));

  it('is read by the browser that subscribed, and by no other', async () => {
    const [mine, other] = [aBrowser(), aBrowser()];
    expect(await push().send({ endpoint: `${origin}/push/1`, ...mine.keys }, message)).toBe(true);
    const [request] = received;
    expect(request?.path).toBe('/push/1');
    expect(request?.headers).toMatchObject({ 'content-encoding': 'aes128gcm', ttl: '86400' });
    expect(request?.body.includes('Corte')).toBe(false);
    expect(JSON.parse(mine.read(request?.body ?? Buffer.of()))).toEqual(message);
    expect(() => other.read(request?.body ?? Buffer.of())).toThrow();
  });

  it('says who sends it, with a signature for that service only (RFC 8292)', async () => {
    await push().send({ endpoint: `${origin}/push/2`, ...aBrowser().keys }, message);
    const { t: token = '', k: key = '' } = Object.fromEntries(
      [...String(received[0]?.headers.authorization).matchAll(/([tk])=([\w.-]+)/g)].map(([, name, value]) => [
        name,
        value,
      ]),
    ) as Record<string, string>;
    expect(key).toBe(vapidKeys(database.env).publicKey);
    const point = Buffer.from(key, 'base64url');
    const coordinate = (from: number) => point.subarray(from, from + 32).toString('base64url');
    const jwk = await importJWK({ kty: 'EC', crv: 'P-256', x: coordinate(1), y: coordinate(33) }, 'ES256');
    await jwtVerify(token, jwk, { audience: origin, subject: 'mailto:no-reply@turnero.localhost' });
    expect(decodeJwt(token).exp).toBeLessThan(Date.now() / 1_000 + 86_400);
    expect(vapidKeys({ APP_SECRET: 'another secret of some length, at least 32' }).publicKey).not.toBe(key);
  });

  it.each([404, 410])('a subscription that is gone (%d) is said to be', async (status) => {
    answer = { status };
    expect(await push().send({ endpoint: `${origin}/push/3`, ...aBrowser().keys }, message)).toBe(false);
  });

  it.each([
    [429, false],
    [500, false],
    [400, true],
    [413, true],
    // Nobody is followed elsewhere.
    [302, true],
  ])('the answer %d is for good: %s', async (status, isRefused) => {
    answer = { status };
    const sent = push().send({ endpoint: `${origin}/push/4`, ...aBrowser().keys }, message);
    const error = await sent.catch((error: unknown) => error);
    expect(error).toBeInstanceOf(Error);
    expect(error instanceof Refused).toBe(isRefused);
    expect(received).toHaveLength(1);
  });

  it.each([
    ['http://push.example.com/x', false],
    ['https://push.example.com/x', true],
    ['https://push.example.com:8443/x', false],
    ['https://user:pass@push.example.com/x', false],
    ['https://127.0.0.1/x', false],
    ['https://[::1]/x', false],
    ['https://2130706433/x', false],
    ['https://0x7f.1/x', false],
    ['https://localhost/x', false],
    ['https://a.localhost/x', false],
    ['https://metadata.google.internal/x', false],
    ['https://intranet/x', false],
    ['ftp://push.example.com/x', false],
    ['file:///etc/passwd', false],
    [`https://push.example.com/${'x'.repeat(1_000)}`, false],
  ])('%s may be subscribed: %s', (endpoint, isAllowed) => {
    expect(isPushEndpoint(endpoint, { PUSH_LOCAL: false })).toBe(isAllowed);
  });

  it.each([
    ['8.8.8.8', true],
    ['2607:f8b0:4004:c07::5f', true],
    ['10.1.2.3', false],
    ['127.0.0.1', false],
    ['169.254.169.254', false],
    ['172.20.0.1', false],
    ['192.168.1.1', false],
    ['100.64.0.1', false],
    ['0.0.0.0', false],
    ['224.0.0.1', false],
    ['::1', false],
    ['::ffff:127.0.0.1', false],
    ['fd00::1', false],
    ['fe80::1', false],
    ['2002:7f00:1::', false],
    ['64:ff9b::7f00:1', false],
    ['nonsense', false],
  ])('%s is of the open internet: %s', (address, isOpen) => {
    expect(isPublicAddress(address)).toBe(isOpen);
  });

  it('a name that leads to this machine is connected to nowhere', async () => {
    const strict = openPush(envWith({}));
    const local = strict.send({ endpoint: `${origin}/push/5`, ...aBrowser().keys }, message);
    await expect(local).rejects.toThrow(Refused);
    expect(received).toEqual([]);
  });
});

// The format of the Cloud API: developers.facebook.com/docs/whatsapp/cloud-api/reference/messages, .../support/error-codes
describe('WhatsApp', () => {
  const whatsapp = () =>
    openWhatsapp({
      ...database.env,
      WHATSAPP_URL: `${origin}/v23.0/106540352242922`,
      WHATSAPP_TOKEN: 'EAAG',
    });
  const template = {
    name: 'barbershop_confirmed',
    language: 'es_AR',
    text: '📅 Tu turno en {{1}}: {{2}}, {{3}}.',
    parameters: ['Fade', 'Corte', 'lunes 10:00'],
  };
  const letter: WhatsappMessage = { id: 'm1', to: '11 5555-0142', prefix: '+54', fromName: 'Fade', template };
  const taken = {
    messaging_product: 'whatsapp',
    contacts: [{ input: '5491155550142', wa_id: '541155550142' }],
    messages: [
      { id: 'wamid.HBgLMTY0NjcwNDM1OTUVAgARGBI1RjQyNUE3NEYxMzAzMzQ5MkEA', message_status: 'accepted' },
    ],
  };
  const failure = (code: number) => ({
    error: { message: `(#${code}) no`, type: 'OAuthException', code, fbtrace_id: 'Az8or2yhqkZfEZ' },
  });

  it('is asked for a template with its parameters, and tells the id of the message', async () => {
    answer = { status: 200, body: taken };
    expect(await whatsapp().send(letter)).toBe(taken.messages[0]?.id);
    const [request] = received;
    expect(request?.path).toBe('/v23.0/106540352242922/messages');
    expect(request?.headers.authorization).toBe('Bearer EAAG');
    expect(JSON.parse(String(request?.body))).toEqual({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '5491155550142',
      type: 'template',
      template: {
        name: 'barbershop_confirmed',
        language: { code: 'es_AR' },
        components: [
          {
            type: 'body',
            parameters: [
              { type: 'text', text: 'Fade' },
              { type: 'text', text: 'Corte' },
              { type: 'text', text: 'lunes 10:00' },
            ],
          },
        ],
      },
    });
  });

  test.each([
    ['too many messages', 400, failure(130429), false],
    ['a service that is down', 500, failure(131000), false],
    ['an answer that is none', 502, undefined, false],
    ['success that says nothing', 200, {}, false],
    ['a number that is not on WhatsApp', 400, failure(131026), true],
    ['a template that does not exist', 404, failure(132001), true],
    ['a token that has expired', 401, failure(190), true],
  ])('%s', async (_what, status, body, isRefused) => {
    answer = { status, ...(body && { body }) };
    const error = await whatsapp()
      .send(letter)
      .catch((error: unknown) => error);
    expect(error).toBeInstanceOf(Error);
    expect(error instanceof Refused).toBe(isRefused);
  });

  it.each(['', 'call me', '12', '+1'])('%j is no number', async (to) => {
    await expect(whatsapp().send({ ...letter, to })).rejects.toThrow(Refused);
    expect(received).toEqual([]);
  });
});

// Our reader of RFC 8291 is right by the example of its section 5; otherwise it could agree with anything.
test('the reader reads the example of RFC 8291', () => {
  const from = (text: string) => Buffer.from(text, 'base64url');
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(from('q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94'));
  const [auth, publicKey] = [from('BTBZMqHH6r4Tts7J_aSIgg'), pair.getPublicKey()];
  const body = from(
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
  );
  expect(readPush({ pair, auth, publicKey }, body)).toBe('When I grow up, I want to be a watermelon');
});
