import { randomUUID } from 'node:crypto';
import { isoOf } from '../../../backend/src/scheduling/days.ts';
import type { Place } from './place.ts';
import type { SlotNumber } from './slots.ts';

/** Addresses that ask; each has a count of its own at the limits. */
const ADDRESSES = 10_000;

/** A request as our own front hands it on for somebody at an address. */
function requestFrom({ host }: Place, index: number, line: string, body = '', more = ''): string {
  const address = index % ADDRESSES;
  const content = body && `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`;
  const from = `x-forwarded-for: 10.1.${address >> 8}.${address & 255}\r\n`;
  return `${line} HTTP/1.1\r\nhost: ${host}\r\n${from}${more}${content}\r\n${body}`;
}

/** The same question by many. */
export const asked = (place: Place, path: string) =>
  Array.from({ length: ADDRESSES }, (_, index) => requestFrom(place, index, `GET ${path}`));

let posters = 0;

/**
 * Each body by somebody else, also than those before: an address may book only so often.
 * @param withKeys whether each may be sent again
 */
export const posted = (
  place: Place,
  path: string,
  bodies: readonly object[],
  { withKeys = false }: { withKeys?: boolean } = {},
) =>
  bodies.map((body) => {
    const key = withKeys ? `idempotency-key: ${randomUUID()}\r\n` : '';
    return requestFrom(place, posters++, `POST ${path}`, JSON.stringify(body), key);
  });

/** @param from local date @param to local date, inclusive */
export const availabilityPath = ({ busy }: Place, from: string, to: string) =>
  `/api/v1/availability?serviceId=${busy.serviceId}&from=${from}&to=${to}`;

/** What a guest sends to book a slot. */
export const bookingOf = ({ free }: Place, { provider, start }: SlotNumber) => ({
  items: [{ serviceId: free.serviceId, providerId: free.providerIds[provider] }],
  start: isoOf(start),
  customer: { name: 'Ana' },
});
