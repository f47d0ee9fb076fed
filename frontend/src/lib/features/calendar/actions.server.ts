import { redirect, type RequestEvent } from '@sveltejs/kit';
import { readFields, refuse } from '#lib/server/forms.ts';
import { requireTenant } from '#lib/server/guards.ts';
import type { StepName } from './steps.ts';

type Event = Pick<RequestEvent, 'locals' | 'params' | 'request' | 'url'>;

/** Pages of ours that a form may lead back to. */
export const backTo = (back: string, fallback: string): string =>
  /^\/provider(?:[/?]|$)/.test(back) ? back : fallback;

const calls: Record<StepName, (api: App.Locals['api'], id: string, key: string) => Promise<unknown>> = {
  accept: (api, id) => api('POST /bookings/{id}/approval', { path: { id }, body: { decision: 'accept' } }),
  decline: (api, id) => api('POST /bookings/{id}/approval', { path: { id }, body: { decision: 'decline' } }),
  checkIn: (api, id) => api('POST /bookings/{id}/check-in', { path: { id }, body: {} }),
  undoCheckIn: (api, id) => api('DELETE /bookings/{id}/check-in', { path: { id } }),
  complete: (api, id) => api('POST /bookings/{id}/completion', { path: { id }, body: {} }),
  noShow: (api, id) => api('POST /bookings/{id}/no-show', { path: { id }, body: {} }),
  undoNoShow: (api, id) => api('DELETE /bookings/{id}/no-show', { path: { id } }),
  charge: (api, id, key) =>
    api('POST /bookings/{id}/venue-payments', {
      path: { id },
      body: { kind: 'balance' },
      headers: { 'idempotency-key': key },
    }),
};

/** The form action that takes a step, and leads back to where it was pressed. */
const stepAction = (name: StepName) => async (event: Event) => {
  requireTenant(event.locals);
  const id = event.params['id'] ?? '';
  const { key, back } = await readFields(event.request, ['key', 'back']);
  try {
    await calls[name](event.locals.api, id, key);
  } catch (error) {
    return refuse('step', {}, error);
  }
  redirect(303, backTo(back, event.url.pathname));
};

export const stepActions = {
  accept: stepAction('accept'),
  decline: stepAction('decline'),
  checkIn: stepAction('checkIn'),
  undoCheckIn: stepAction('undoCheckIn'),
  complete: stepAction('complete'),
  noShow: stepAction('noShow'),
  undoNoShow: stepAction('undoNoShow'),
  charge: stepAction('charge'),
} satisfies Record<StepName, unknown>;
