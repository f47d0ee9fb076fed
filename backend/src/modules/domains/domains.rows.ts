import type { Env } from '../../env.ts';
import type { DomainView } from './domains.contract.ts';

interface DomainRow {
  host: string;
  token: string;
  verifiedAt: Date | null;
  checkedAt: Date | null;
  primarySince: Date | null;
}

export const domainSelect = {
  host: true,
  token: true,
  verifiedAt: true,
  checkedAt: true,
  primarySince: true,
} as const;

/** Where the proof stands: beside the host, so that a CNAME may stand on the host itself. */
export const proofName = (host: string) => `_turnero.${host}`;

/** The host that a tenant's own domain points to. */
const targetOf = ({ PUBLIC_URL }: Pick<Env, 'PUBLIC_URL'>, slug: string) =>
  `${slug}.${new URL(PUBLIC_URL).hostname}`;

export function viewDomain(env: Pick<Env, 'PUBLIC_URL'>, slug: string, row: DomainRow): DomainView {
  return {
    host: row.host,
    state: row.verifiedAt ? 'verified' : 'unproven',
    isPrimary: row.primarySince !== null,
    checkedAt: row.checkedAt?.toISOString() ?? null,
    records: [
      { type: 'CNAME', name: row.host, value: targetOf(env, slug) },
      { type: 'TXT', name: proofName(row.host), value: row.token },
    ],
  };
}

/** Whether a host is the installation's, or below it: those have their tenants by name. */
export function isOurs({ PUBLIC_URL }: Pick<Env, 'PUBLIC_URL'>, host: string): boolean {
  const { hostname } = new URL(PUBLIC_URL);
  return host === hostname || host.endsWith(`.${hostname}`);
}
