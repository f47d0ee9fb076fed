import type { IncomingMessage } from 'node:http';

/** Where a request went, by its host alone. */
export type Site =
  | { kind: 'installation' }
  | { kind: 'slug'; slug: string }
  | { kind: 'domain'; host: string }
  | { kind: 'nowhere' };

const SLUG = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const HOST_NAME = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/;

/** The last of a repeated header: the one that the proxy nearest to us wrote. */
const lastOf = (header: string | string[] | undefined) =>
  String(header ?? '')
    .split(',')
    .at(-1)
    ?.trim() ?? '';

/** A host without port, final dot and capitals; IP addresses stay what they are and belong to nobody. */
export function hostName(host: string): string {
  return host.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '');
}

/** The host a client asked for; a proxy's word counts only if the proxy is ours. */
export function askedHost(
  request: Pick<IncomingMessage, 'headers' | 'socket'>,
  trusts: (address: string | undefined) => boolean,
): string {
  const forwarded = lastOf(request.headers['x-forwarded-host']);
  return hostName(
    forwarded && trusts(request.socket.remoteAddress) ? forwarded : (request.headers.host ?? ''),
  );
}

/**
 * Reads a host: `fade.example.com` is the tenant fade under the base `example.com`, which itself is the
 * installation; anything else may be somebody's own domain.
 */
export function siteOf(host: string, base: string): Site {
  if (host === base) return { kind: 'installation' };
  if (host.endsWith(`.${base}`)) return siteOfSlug(host.slice(0, -base.length - 1));
  return HOST_NAME.test(host) ? { kind: 'domain', host } : { kind: 'nowhere' };
}

export function siteOfSlug(slug: string): Site {
  const lower = slug.toLowerCase();
  return SLUG.test(lower) ? { kind: 'slug', slug: lower } : { kind: 'nowhere' };
}
