import type { RequestEvent } from '@sveltejs/kit';
import { ApiError } from '#lib/api/error.ts';
import type { Me, Operator } from '#lib/api/types.ts';

function hasCookie(event: RequestEvent, name: string): boolean {
  return Boolean(event.cookies.get(name) ?? event.cookies.get(`__Host-${name}`));
}

async function unlessRefused<T>(call: Promise<{ data: T }>, onSilence?: () => void): Promise<T | null> {
  try {
    return (await call).data;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // Whoever cannot be told apart from a stranger is one; pages that need more will say why.
    if (error.status === 0 || error.status >= 500) onSilence?.();
    return null;
  }
}

/**
 * Who is signed in, renewing an expired access token with the refresh token at most once for this request.
 * The renewed cookies travel on to the API calls that follow and to the browser.
 */
export async function readMe(event: RequestEvent): Promise<Me | null> {
  const unsure = () => {
    event.locals.visitor = undefined;
  };
  event.locals.visitor = 'guest';
  const me = await whoAmI(event, unsure);
  if (me) event.locals.visitor = me.id;
  return me;
}

async function whoAmI(event: RequestEvent, unsure: () => void): Promise<Me | null> {
  const { api } = event.locals;
  if (hasCookie(event, 'turnero_at')) {
    const me = await unlessRefused(api('GET /me'), unsure);
    if (me) return me;
  }
  if (!hasCookie(event, 'turnero_rt')) return null;
  const renewed = await unlessRefused(
    api('POST /auth/refresh').then(() => ({ data: true })),
    unsure,
  );
  return renewed ? unlessRefused(api('GET /me'), unsure) : null;
}

export async function readOperator(event: RequestEvent): Promise<Operator | null> {
  if (!hasCookie(event, 'turnero_operator')) return null;
  return unlessRefused(event.locals.api('GET /operator/me'));
}
