import bcrypt from 'bcrypt';
import { createHmac } from 'node:crypto';
import { randomToken } from '../../lib/secrets.ts';

export interface PasswordHasher {
  hash: (password: string) => Promise<string>;
  /** Takes the same time whether there is a stored hash or not; without one nothing matches. */
  matches: (password: string, stored: string | null | undefined) => Promise<boolean>;
}

/** bcrypt's cost: 12 is about a quarter of a second; tests would spend minutes on it. */
export function passwordCost({ NODE_ENV }: { NODE_ENV: string }): number {
  return NODE_ENV === 'test' ? 4 : 12;
}

/**
 * bcrypt reads 72 bytes at most and stops at a NUL: a digest of the whole password goes in instead. The keyed
 * digest is no other system's, so hashes leaked elsewhere cannot be tried here. NFKC: the same letters typed on
 * another keyboard are the same password.
 */
function digest(password: string): string {
  return createHmac('sha256', 'turnero password').update(password.normalize('NFKC')).digest('base64');
}

/** The hash to store of a password, for those who make accounts without a request: the seed, the tests. */
export function hashPassword(password: string, env: { NODE_ENV: string }): Promise<string> {
  return bcrypt.hash(digest(password), passwordCost(env));
}

/** @param cost bcrypt's cost, see passwordCost */
export function createHasher(cost: number): PasswordHasher {
  const hash = (password: string) => bcrypt.hash(digest(password), cost);
  const nobodys = hash(randomToken());
  return {
    hash,
    async matches(password, stored) {
      const equal = await bcrypt.compare(digest(password), stored ?? (await nobodys));
      return equal && typeof stored === 'string';
    },
  };
}
