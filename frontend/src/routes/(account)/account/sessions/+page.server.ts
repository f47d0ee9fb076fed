import { redirect } from '@sveltejs/kit';
import { readFields, refuse } from '#lib/server/forms.ts';
import { requireMe } from '#lib/server/guards.ts';
import { m } from '#lib/i18n/words.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  requireMe(event);
  event.depends('turnero:sessions');
  const { data } = await event.locals.api('GET /me/sessions');
  return { sessions: data };
};

export const actions: Actions = {
  revoke: async (event) => {
    const me = requireMe(event);
    const { id } = await readFields(event.request, ['id']);
    try {
      await event.locals.api('DELETE /me/sessions/{id}', { path: { id } });
    } catch (error) {
      return refuse('sessions', {}, error);
    }
    if (id === me.sessionId) redirect(303, '/login?left=1');
    return { id: 'sessions', done: true, message: m.session_revoked() };
  },
  everywhere: async (event) => {
    requireMe(event);
    await event.locals.api('POST /auth/logout-all');
    redirect(303, '/login?left=1');
  },
};
