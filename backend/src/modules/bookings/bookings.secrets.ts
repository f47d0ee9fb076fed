import { randomInt } from 'node:crypto';
import { deriveKey, sameText, sign } from '../../lib/secrets.ts';

/** Without those that are mistaken for each other: 0 and O, 1 and I. */
const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** What people tell each other: "7KQM-3XPD". One of 2^40; that a tenant has it once is the database's business. */
export function newCode(): string {
  const letters = Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)]);
  return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`;
}

/**
 * What a guest shows for a hold or booking. Nothing is stored: it is the installation's signature of the ids, and opens
 * that one only.
 */
export function tokenOf(secret: string, tenantId: string, bookingId: string): string {
  return sign(deriveKey(secret, 'booking token'), tenantId, bookingId);
}

/** What is mailed to whoever booked without an account: it opens the booking, too. */
export function linkTokenOf(secret: string, tenantId: string, bookingId: string): string {
  return sign(deriveKey(secret, 'booking link'), tenantId, bookingId);
}

export function isLinkTokenOf(
  secret: string,
  tenantId: string,
  bookingId: string,
  token: string | undefined,
): boolean {
  return token !== undefined && sameText(token, linkTokenOf(secret, tenantId, bookingId));
}

/** Whether a token opens the booking: the one that its maker was given, or the one of the link. */
export function isTokenOf(
  secret: string,
  tenantId: string,
  bookingId: string,
  token: string | undefined,
): boolean {
  if (token === undefined) return false;
  return (
    sameText(token, tokenOf(secret, tenantId, bookingId)) || isLinkTokenOf(secret, tenantId, bookingId, token)
  );
}

/**
 * What a customer shows when they come: the booking's id, and the installation's signature of it. It opens nothing; staff
 * checks in with it.
 */
export function checkInCodeOf(secret: string, tenantId: string, bookingId: string): string {
  return `${bookingId}.${sign(deriveKey(secret, 'check-in code'), tenantId, bookingId)}`;
}
