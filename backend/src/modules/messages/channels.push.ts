import { createECDH } from 'node:crypto';
import { lookup as lookupHost } from 'node:dns';
import { request as requestHttp, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import webpush from 'web-push';
import type { Env } from '../../env.ts';
import { deriveKey } from '../../lib/secrets.ts';
import { Refused, SEND_MS } from './channels.refused.ts';
import { senderOf } from './mailer.message.ts';

export interface Subscription {
  endpoint: string;
  /** The browser's public key and secret, base64url (RFC 8291). */
  p256dh: string;
  auth: string;
}

export interface PushMessage {
  title: string;
  body: string;
  url: string;
  /** A later message of the same tag takes its place on the screen. */
  tag: string;
  /** Buttons under it, each with where it leads; browsers show the first two at most. */
  actions: { title: string; url: string }[];
}

export interface Push {
  /**
   * Encrypts for one browser and hands over to its maker's service.
   * @returns false when the subscription is no more
   * @throws Refused for what the service will never take
   */
  send: (subscription: Subscription, message: PushMessage) => Promise<boolean>;
}

/** Seconds for which the service keeps it for a browser that is away. */
const KEEP_SECONDS = 86_400;
const GONE = new Set([404, 410]);

const forbidden = new BlockList();
for (const [net, bits] of [
  ...[
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
  ],
  ...[
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
  ],
  ...[
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ],
] as [string, number][])
  forbidden.addSubnet(net, bits);
// Of IPv6 only what is given out for the whole net, without the ways back into IPv4.
const open6 = new BlockList();
open6.addSubnet('2000::', 3, 'ipv6');
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
] as [string, number][])
  forbidden.addSubnet(net, bits, 'ipv6');

/** Whether an address is one of the open internet, and not of this machine or of a net behind it. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !forbidden.check(address);
    case 6:
      return open6.check(address, 'ipv6') && !forbidden.check(address, 'ipv6');
    default:
      return false;
  }
}

/** Whether something may be sent there: https to a host with a name; at a trial also to this machine. */
export function isPushEndpoint(endpoint: string, { PUSH_LOCAL }: Pick<Env, 'PUSH_LOCAL'>): boolean {
  if (endpoint.length > 1_000 || !URL.canParse(endpoint)) return false;
  const { protocol, hostname, username, password, port } = new URL(endpoint);
  if (PUSH_LOCAL && ['localhost', '127.0.0.1'].includes(hostname)) return true;
  const isHost =
    hostname.includes('.') && isIP(hostname) === 0 && !/\.(?:localhost|local|internal)\.?$/.test(hostname);
  return protocol === 'https:' && isHost && port === '' && username === '' && password === '';
}

/** Looks a host up and gives only addresses of the open internet: what is connected to is what was checked. */
const lookupPublic: LookupFunction = (hostname, options, done) => {
  lookupHost(hostname, { ...options, all: true }, (error, addresses) => {
    const found = error ? [] : addresses.filter(({ address }) => isPublicAddress(address));
    const [first] = found;
    if (!first) done(error ?? Object.assign(new Error('no public address'), { code: 'ENOTFOUND' }), '');
    else if (options.all) done(null, found);
    else done(null, first.address, first.family);
  });
};

/** The key pair by which push services know this installation (RFC 8292): the same in every process, from its secret. */
export function vapidKeys({ APP_SECRET }: Pick<Env, 'APP_SECRET'>): {
  publicKey: string;
  privateKey: string;
} {
  const pair = createECDH('prime256v1');
  const privateKey = Buffer.from(deriveKey(APP_SECRET, 'web push'));
  pair.setPrivateKey(privateKey);
  return { publicKey: pair.getPublicKey('base64url'), privateKey: privateKey.toString('base64url') };
}

function post(endpoint: string, options: RequestOptions, body: Buffer): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const ask = endpoint.startsWith('https:') ? requestHttps : requestHttp;
  const sent = ask(endpoint, { ...options, signal: AbortSignal.timeout(SEND_MS) }, (response) => {
    response.resume();
    resolve(response.statusCode ?? 0);
  });
  sent.on('error', reject);
  sent.end(body);
  return promise;
}

export function openPush(env: Env): Push {
  const vapidDetails = { subject: `mailto:${senderOf(env.MAIL_FROM)}`, ...vapidKeys(env) };
  return {
    async send({ endpoint, p256dh, auth }, message) {
      if (!isPushEndpoint(endpoint, env)) throw new Refused('the address is none of a push service');
      const { headers, body } = webpush.generateRequestDetails(
        { endpoint, keys: { p256dh, auth } },
        JSON.stringify(message),
        { vapidDetails, TTL: KEEP_SECONDS, contentEncoding: 'aes128gcm' },
      );
      const lookup = env.PUSH_LOCAL ? {} : { lookup: lookupPublic };
      const status = await post(endpoint, { method: 'POST', headers, ...lookup }, body);
      if (status >= 200 && status < 300) return true;
      if (GONE.has(status)) return false;
      const reason = `the push service answered ${status}`;
      throw status === 429 || status >= 500 ? new Error(reason) : new Refused(reason);
    },
  };
}
