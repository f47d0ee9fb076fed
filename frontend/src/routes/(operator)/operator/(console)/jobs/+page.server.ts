import { formatDateTime } from '#lib/i18n/format.ts';
import { m } from '#lib/i18n/words.ts';
import { readFields, refuse } from '#lib/server/forms.ts';
import { requireOperator } from '#lib/server/guards.ts';
import type { Actions, PageServerLoad } from './$types';

const STATES = ['failed', 'waiting', 'running'] as const;

export const load: PageServerLoad = async ({ locals, url }) => {
  requireOperator(locals);
  const { api, locale } = locals;
  const state = STATES.find((one) => one === url.searchParams.get('state')) ?? 'failed';
  const cursor = url.searchParams.get('cursor') ?? undefined;
  const [{ data, nextCursor }, { data: health }] = await Promise.all([
    api('GET /operator/jobs', { query: { state, cursor } }),
    api('GET /operator/health'),
  ]);
  const { queue } = health;
  const names = { failed: m.op_job_failed(), waiting: m.op_job_waiting(), running: m.op_job_running() };
  return {
    state,
    nextCursor,
    here: `?state=${state}`,
    tabs: STATES.map((one) => ({ href: `?state=${one}`, text: `${names[one]} (${queue[one]})` })),
    jobs: data.map(({ id, task, tenant, attempts, maxAttempts, runAt, updatedAt, error }) => ({
      id,
      task,
      whose: tenant?.name ?? m.op_job_upkeep(),
      attempts: `${attempts} / ${maxAttempts}`,
      when: formatDateTime(state === 'waiting' ? runAt : updatedAt, locale),
      error: error ?? '',
    })),
    columns: [
      { key: 'task', label: m.op_job() },
      { key: 'whose', label: m.op_job_whose() },
      { key: 'attempts', label: m.op_job_attempts(), end: true },
      { key: 'when', label: m.op_job_when() },
      { key: 'error', label: m.op_job_error() },
      { key: 'actions', label: m.op_job_actions() },
    ],
  };
};

export const actions: Actions = {
  retry: async ({ request, locals }) => {
    requireOperator(locals);
    const { id } = await readFields(request, ['id']);
    try {
      await locals.api('POST /operator/jobs/{id}/retry', { path: { id } });
    } catch (error) {
      return refuse('jobs', {}, error);
    }
    return { id: 'jobs', done: true, message: m.op_job_retried() };
  },
  remove: async ({ request, locals }) => {
    requireOperator(locals);
    const { id } = await readFields(request, ['id']);
    try {
      await locals.api('DELETE /operator/jobs/{id}', { path: { id } });
    } catch (error) {
      return refuse('jobs', {}, error);
    }
    return { id: 'jobs', done: true, message: m.op_job_removed() };
  },
};
