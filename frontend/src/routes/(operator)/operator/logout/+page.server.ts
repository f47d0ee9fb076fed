import { redirect } from '@sveltejs/kit';
import { ApiError } from '#lib/api/error.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = () => redirect(303, '/operator');

export const actions: Actions = {
  default: async ({ locals }) => {
    try {
      await locals.api('POST /operator/auth/logout');
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
    }
    redirect(303, '/operator/login');
  },
};
