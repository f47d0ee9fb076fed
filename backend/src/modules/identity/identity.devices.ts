import { randomToken, sameText, sign } from '../../lib/secrets.ts';
import type { IdentityKeys } from './identity.tokens.ts';

/**
 * Marks a browser as one on which this account has signed in. Guesses from elsewhere cannot use up the attempts
 * of such a browser, so nobody can lock the owner out (OWASP: device cookies).
 */
export function deviceCookie(keys: IdentityKeys, tenantId: string, email: string): string {
  const nonce = randomToken(16);
  return `${nonce}.${sign(keys.device, tenantId, email.toLowerCase(), nonce)}`;
}

/** The nonce of a browser that knows this account; undefined for any other. */
export function knownDevice(
  keys: IdentityKeys,
  tenantId: string,
  email: string,
  cookie: string | undefined,
): string | undefined {
  const [nonce = '', signature = ''] = cookie?.split('.') ?? [];
  const genuine = sameText(signature, sign(keys.device, tenantId, email.toLowerCase(), nonce));
  return genuine ? nonce : undefined;
}

export interface Device {
  browser: string | null;
  system: string | null;
  mobile: boolean;
}

// Order matters: most browsers also claim to be the ones below them.
const BROWSERS: [string, RegExp][] = [
  ['Edge', /\bEdg(?:e|A|iOS)?\//],
  ['Opera', /\b(?:OPR|Opera)\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:Chrome|CriOS|HeadlessChrome)\//],
  ['Safari', /\bVersion\/[\d.]+.*\bSafari\//],
  ['curl', /^curl\//],
];
const SYSTEMS: [string, RegExp][] = [
  ['Android', /\bAndroid\b/],
  ['iOS', /\b(?:iPhone|iPad|iPod)\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMacintosh\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Linux', /\bLinux\b/],
];

const firstMatch = (table: [string, RegExp][], text: string): string | null =>
  table.find(([, pattern]) => pattern.test(text))?.[0] ?? null;

/** A user agent in words, as far as it says something people know. */
export function describeDevice(userAgent: string | null): Device {
  const text = userAgent ?? '';
  return {
    browser: firstMatch(BROWSERS, text),
    system: firstMatch(SYSTEMS, text),
    mobile: /\b(?:Mobi|Android|iPhone|iPad)/.test(text),
  };
}
