import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const { data } = await locals.api('GET /inbox/{id}', { path: { id: params.id } });
  return { message: data };
};
