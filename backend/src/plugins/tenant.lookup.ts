import type { IncomingMessage } from 'node:http';
import type { Deps } from '../deps.ts';
import { tenantOf, tenantSelect, type ResolvedTenant } from '../modules/tenants/tenants.service.ts';
import { trusts } from './requests.ts';
import { askedHost, hostName, siteOf, siteOfSlug, type Site } from './tenant.host.ts';

/** Hosts kept in memory; hosts are the client's choice, so they must not push anything else out of the cache. */
const MOST_SITES = 1_000;
const KNOWN_MS = 60_000;
const UNKNOWN_MS = 5_000;

export interface TenantLookup {
  /** Where a request went, by its Host; on the installation's own host the header X-Tenant may name a tenant. */
  siteOfRequest: (request: Pick<IncomingMessage, 'headers' | 'socket'>) => Site;
  /** The tenant that lives there, suspended or not; null if none does. */
  tenantAt: (site: Site) => Promise<ResolvedTenant | null>;
  /** Where a request for this host would go. */
  siteOfHost: (host: string) => Site;
  /** The site of an Origin header of ours; `nowhere` for another scheme, port or a malformed one. */
  siteOfOrigin: (origin: string) => Site;
}

function siteIds(deps: Deps) {
  const known = new Map<string, { id: string | null; until: number }>();
  // A look-up that began before hosts changed hands must not be remembered after it.
  let edition = 0;

  function remember(key: string, id: string | null): void {
    const oldest = known.keys().next();
    if (known.size >= MOST_SITES && !oldest.done) known.delete(oldest.value);
    known.set(key, { id, until: Date.now() + (id ? KNOWN_MS : UNKNOWN_MS) });
  }

  return {
    forget() {
      edition += 1;
      known.clear();
    },
    async find(slug: string | null, host: string | null): Promise<string | null> {
      const key = slug === null ? `host ${host}` : `slug ${slug}`;
      const hit = known.get(key);
      if (hit && hit.until > Date.now()) return hit.id;
      const before = edition;
      const [row] = await deps.database.transaction(
        { tenantId: null, actorId: null },
        (db) =>
          db.$queryRaw<{ id: string }[]>`SELECT id FROM resolve_tenant(${slug}::citext, ${host}::citext)`,
      );
      if (before === edition) remember(key, row?.id ?? null);
      return row?.id ?? null;
    },
  };
}

async function loadTenant(deps: Deps, id: string): Promise<ResolvedTenant | null> {
  const row = await deps.database.transaction({ tenantId: id, actorId: null }, (db) =>
    db.tenant.findUnique({
      where: { id },
      select: { ...tenantSelect, suspendedAt: true },
    }),
  );
  if (!row) return null;
  return { ...tenantOf(row), suspended: row.suspendedAt !== null };
}

/** Finds tenants by host, remembered until a `tenant.*` event says otherwise. */
export function tenantLookup(deps: Deps): TenantLookup {
  const ids = siteIds(deps);
  const home = new URL(deps.env.PUBLIC_URL);
  const base = hostName(home.host);
  const isTrusted = trusts(deps.env);

  deps.bus.subscribe(({ kind, tenantId }) => {
    if (!kind.startsWith('tenant.')) return;
    ids.forget();
    void deps.cache.invalidate(tenantId, 'tenant', 'facts');
    void deps.cache.invalidate(tenantId, 'brand', 'held');
  });
  deps.bus.onGap(() => ids.forget());

  return {
    siteOfRequest(request) {
      const site = siteOf(askedHost(request, isTrusted), base);
      const named = request.headers['x-tenant'];
      return site.kind === 'installation' && named !== undefined ? siteOfSlug(String(named)) : site;
    },
    siteOfHost: (host) => siteOf(hostName(host), base),
    async tenantAt(site) {
      if (site.kind === 'installation' || site.kind === 'nowhere') return null;
      const id = await (site.kind === 'slug' ? ids.find(site.slug, null) : ids.find(null, site.host));
      return id === null ? null : deps.cache.get(id, 'tenant', 'facts', () => loadTenant(deps, id));
    },
    siteOfOrigin(origin) {
      const url = URL.parse(origin);
      const isOurs = url?.origin === origin && url.protocol === home.protocol && url.port === home.port;
      return isOurs ? siteOf(hostName(url.hostname), base) : { kind: 'nowhere' };
    },
  };
}
