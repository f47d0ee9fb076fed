import { createHmac } from 'node:crypto';
import { sameText } from '../../../lib/secrets.ts';

export const SANDBOX_SIGNATURE = 'sandbox-signature';
const TOLERANCE_SECONDS = 300;

const digestOf = (secret: string, seconds: number, body: Buffer | string) =>
  createHmac('sha256', secret).update(`${seconds}.`).update(body).digest('hex');

/** The header of a delivery: signed anew each time, over its time and the bytes of the body. */
export function signDelivery(secret: string, now: Date, body: string): string {
  const seconds = Math.floor(now.getTime() / 1000);
  return `t=${seconds},v1=${digestOf(secret, seconds, body)}`;
}

/** Whether the header fits the bytes, and was made within five minutes. */
export function checkDelivery(
  secret: string,
  now: Date,
  header: string,
  rawBody: Buffer,
): 'fits' | 'signature' | 'stale' {
  const [, time = '', digest = ''] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header) ?? [];
  if (!digest || !sameText(digest, digestOf(secret, Number(time), rawBody))) return 'signature';
  return Math.abs(now.getTime() / 1000 - Number(time)) <= TOLERANCE_SECONDS ? 'fits' : 'stale';
}
