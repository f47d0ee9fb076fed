import { can, type Permission } from '@turnero/backend/contracts/identity';
import { error, redirect, type Cookies } from '@sveltejs/kit';
import { ApiError } from '#lib/api/error.ts';
import type { ManagedBusiness, Me, Provider } from '#lib/api/types.ts';
import { requireAllowed, requireTenant } from './guards.ts';

/** Which business somebody works at who works at several. */
const COOKIE = 'turnero.business';
const YEAR = 365 * 24 * 3600;

export interface Workspace {
  me: Me;
  business: ManagedBusiness;
  /** In which its days are. */
  timeZone: string;
  /** All where they work: one chooses among them. */
  businesses: ManagedBusiness[];
  /** Their own profile, for those who serve themselves. */
  provider: Provider | null;
  /** Whether they may do something at this business. The API decides again. */
  may: (permission: Permission) => boolean;
}

/** Whether somebody works here: what they may do is asked of `Workspace.may`. */
export const isStaff = (me: Me): boolean => me.roles.some((role) => role !== 'customer');

async function ownProfile({ api }: App.Locals): Promise<Provider | null> {
  try {
    return (await api('GET /me/provider')).data;
  } catch (failure) {
    if (failure instanceof ApiError && failure.status === 404) return null;
    throw failure;
  }
}

type Visit = { locals: App.Locals; url: URL; cookies: Cookies; request: Pick<Request, 'method'> };

/** What was found out for a page that is read: its layout asks, and so does the page itself. */
const found = new WeakMap<App.Locals, Promise<Workspace>>();

/**
 * The business that someone works at: the one that they chose last (`?at=` and a slug chooses), their own as a
 * provider, or the first. Asked once for a page; a form action asks anew, and so does what is shown after it.
 * @throws as `requireAllowed`; a redirect to where a business is opened, for those who work at none
 */
export async function requireWorkspace(event: Visit): Promise<Workspace> {
  const me = requireAllowed(event, isStaff);
  if (event.request.method !== 'GET') return findWorkspace(event, me);
  const asked = found.get(event.locals) ?? findWorkspace(event, me);
  found.set(event.locals, asked);
  return asked;
}

async function findWorkspace({ locals, url, cookies }: Visit, me: Me): Promise<Workspace> {
  const [{ data: businesses }, provider] = await Promise.all([
    locals.api('GET /manage/businesses', { query: { limit: 100 } }),
    ownProfile(locals),
  ]);
  const wanted = url.searchParams.get('at');
  const business =
    businesses.find(({ slug }) => slug === wanted) ??
    businesses.find(({ slug }) => slug === cookies.get(COOKIE)) ??
    businesses.find(({ id }) => id === provider?.businessId) ??
    businesses[0];
  if (!business) redirect(303, '/join');
  if (wanted === business.slug) cookies.set(COOKIE, wanted, { path: '/', maxAge: YEAR, sameSite: 'lax' });
  const holder = { permissions: new Set<string>(me.permissions), grants: me.grants };
  const may = (permission: Permission) =>
    can(holder, permission, { businessId: business.id, locationId: null });
  const timeZone = business.timeZone ?? requireTenant(locals).locale.timeZone;
  return { me, business, timeZone, businesses, provider, may };
}

/** As `requireWorkspace`, for those who may do `permission` there. @throws also 403 */
export async function requireWorkspaceTo(event: Visit, permission: Permission): Promise<Workspace> {
  const workspace = await requireWorkspace(event);
  if (!workspace.may(permission)) error(403, 'Forbidden', { code: 'FORBIDDEN' });
  return workspace;
}
