import { isoOf } from '../../../backend/src/scheduling/days.ts';
import type { Place } from './place.ts';

/** Addresses that ask; each has its own count of requests. */
const ADDRESSES = 10_000;

/** A request as our own front hands it on for somebody at an address. */
function requestFrom(host: string, index: number, line: string, body = ''): string {
  const address = index % ADDRESSES;
  const content = body && `content-type: application/json\r\ncontent-length: ${body.length}\r\n`;
  return (
    `${line} HTTP/1.1\r\nhost: ${host}\r\nx-forwarded-for: 10.1.${address >> 8}.${address & 255}\r\n` +
    `${content}\r\n${body}`
  );
}

/** The same question by many. */
export function asked({ host }: Place, path: string): string[] {
  return Array.from({ length: ADDRESSES }, (_, index) => requestFrom(host, index, `GET ${path}`));
}

/** @param from local date @param to local date, inclusive */
export const availabilityPath = ({ busy }: Place, from: string, to: string) =>
  `/api/v1/availability?serviceId=${busy.serviceId}&from=${from}&to=${to}`;

/** Bookings by guests. @param start in minutes since 1970 */
export function booked(
  { host, free }: Place,
  wishes: readonly { providerId: string; start: number }[],
): string[] {
  return wishes.map(({ providerId, start }, index) =>
    requestFrom(
      host,
      index,
      'POST /api/v1/bookings',
      JSON.stringify({
        items: [{ serviceId: free.serviceId, providerId }],
        start: isoOf(start),
        customer: { name: 'Ana' },
      }),
    ),
  );
}
