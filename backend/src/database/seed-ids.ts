import { createHash } from 'node:crypto';

/** 2026-01-01T00:00:00Z: what demo rows were made for is always the same, so are their ids. */
const EPOCH = 1767225600000;

/**
 * A UUIDv7 (RFC 9562) that is the same for the same path on every machine: a fixed time, then bits of the
 * path's hash instead of random ones.
 */
export function seedId(...path: string[]): string {
  const hash = createHash('sha256').update(path.join('\u0000')).digest();
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(EPOCH, 0, 6);
  hash.copy(bytes, 6, 0, 10);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
