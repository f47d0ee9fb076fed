import { redirect } from '@sveltejs/kit';
import { ApiError } from '#lib/api/error.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = () => redirect(303, '/account');

export const actions: Actions = {
  default: async ({ locals }) => {
    try {
      await locals.api('POST /auth/logout');
    } catch (error) {
      // A session that has ended elsewhere is as good as left.
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
    }
    redirect(303, '/login?left=1');
  },
};
