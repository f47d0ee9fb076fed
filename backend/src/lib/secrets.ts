import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

/** By secret and purpose: an installation has one secret and a handful of purposes. */
const derived = new Map<string, Uint8Array>();

/**
 * A key of its own for each purpose, from the one secret of the installation: what leaks from one use does not
 * open another.
 * @returns 32 bytes
 */
export function deriveKey(secret: string, purpose: string): Uint8Array {
  const name = `${purpose}\0${secret}`;
  let key = derived.get(name);
  if (!key) {
    key = new Uint8Array(hkdfSync('sha256', secret, '', `turnero ${purpose}`, 32));
    derived.set(name, key);
  }
  return key;
}

/** Unguessable text for links, salts and keys; 32 bytes give 43 characters of base64url. */
export function randomToken(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}

/** What is stored of a token: enough to recognise it, not enough to use it. Only for tokens of high entropy. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/** Signs parts that may not run into each other: ("a", "bc") and ("ab", "c") differ. */
export function sign(key: Uint8Array, ...parts: string[]): string {
  return createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url');
}

/** Compares without telling by its time how much was right. */
export function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * Encrypts a text that is kept (AES-256-GCM).
 * @param place where it is stored; it opens nowhere else
 */
export function sealText(secret: string, purpose: string, place: string, text: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', deriveKey(secret, purpose), iv);
  cipher.setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** @throws Error for what was not sealed so, for there */
export function openText(secret: string, purpose: string, place: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', deriveKey(secret, purpose), bytes.subarray(0, 12));
  decipher.setAAD(Buffer.from(place));
  decipher.setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
}
