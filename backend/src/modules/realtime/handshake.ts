import type { IncomingMessage } from 'node:http';
import type { App } from '../../app.ts';
import { networkOf } from '../../lib/limits.ts';
import { trusts } from '../../plugins/requests.ts';
import type { Credentials } from '../identity/identity.actor.ts';
import { cookieNames } from '../identity/identity.cookies.ts';
import type { ResolvedTenant } from '../tenants/tenants.service.ts';

/** What is known of a connection before anybody listens on it. */
export interface Handshake {
  tenant: ResolvedTenant;
  network: string;
  credentials: Credentials;
  /** It has a session to refresh, whether its access token still works or not. */
  hasSession: boolean;
}

const NO_CREDENTIALS = { authorization: undefined, accessCookie: undefined };
/** Attempts of one network per minute: enough for an office that comes back after an outage. */
const ATTEMPTS = { max: 300, windowSeconds: 60 };

/** The address a connection came from, past the proxies that are ours. */
export function addressOf(
  request: IncomingMessage,
  isTrusted: (address: string | undefined) => boolean,
): string {
  const forwarded = String(request.headers['x-forwarded-for'] ?? '').split(',');
  let address = request.socket.remoteAddress ?? '';
  while (isTrusted(address)) {
    const before = forwarded.pop()?.trim();
    if (!before) break;
    address = before;
  }
  return address;
}

/** Decides whether a connection may be opened at all. @returns a reader that gives undefined where it may not */
export function handshakes(app: App): (request: IncomingMessage) => Promise<Handshake | undefined> {
  const { env, limits } = app.deps;
  const isTrusted = trusts(env);
  const names = cookieNames(env);
  const listed = new Set(env.CORS_ORIGINS);

  /** `own`: our pages of this tenant, or no browser. `listed`: may listen, but not as whoever is signed in. */
  async function originOf(
    request: IncomingMessage,
    tenant: ResolvedTenant,
  ): Promise<'own' | 'listed' | 'foreign'> {
    const { origin } = request.headers;
    if (origin === undefined) return 'own';
    const there = await app.tenants.tenantAt(app.tenants.siteOfOrigin(origin));
    if (there?.id === tenant.id) return 'own';
    return listed.has(origin) ? 'listed' : 'foreign';
  }

  return async (request) => {
    const network = networkOf(addressOf(request, isTrusted));
    const { allowed } = await limits.take(`socket:${network}`, ATTEMPTS);
    if (!allowed) return undefined;
    const tenant = await app.tenants.tenantAt(app.tenants.siteOfRequest(request));
    if (!tenant || tenant.suspended) return undefined;
    const origin = await originOf(request, tenant);
    if (origin === 'foreign') return undefined;
    if (origin === 'listed') return { tenant, network, credentials: NO_CREDENTIALS, hasSession: false };
    const cookies = app.parseCookie(request.headers.cookie ?? '');
    return {
      tenant,
      network,
      credentials: { authorization: request.headers.authorization, accessCookie: cookies[names.access] },
      hasSession: cookies[names.refresh] !== undefined,
    };
  };
}
