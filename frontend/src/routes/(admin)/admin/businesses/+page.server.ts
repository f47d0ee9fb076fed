import { randomUUID } from 'node:crypto';
import { redirect } from '@sveltejs/kit';
import { formatDate } from '#lib/i18n/format.ts';
import { requirePermission } from '#lib/server/admin.ts';
import { checkFields, readFields, refuse, refuseFields } from '#lib/server/forms.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { m } from '#lib/i18n/words.ts';
import type { Actions, PageServerLoad } from './$types';

const STATES = ['published', 'hidden'];
const SORTS = ['name', 'createdAt'];

export const load: PageServerLoad = async (event) => {
  requirePermission(event, 'tenant:manage');
  event.depends('turnero:businesses');
  const { locals, url } = event;
  const { api, locale } = locals;
  const { timeZone } = requireTenant(locals).locale;
  const asked = (name: string, known?: string[]) => {
    const text = url.searchParams.get(name)?.trim() || undefined;
    return text && (!known || known.includes(text)) ? text : undefined;
  };
  const query = {
    limit: 25,
    cursor: asked('cursor'),
    search: asked('search'),
    state: asked('state', STATES),
    sort: asked('sort', SORTS),
    order: asked('order', ['asc', 'desc']),
  };
  const [businesses, applications] = await Promise.all([
    api('GET /manage/businesses', { query }),
    api('GET /business-applications', { query: { state: 'waiting', limit: 50 } }),
  ]);
  const day = (instant: string) => formatDate(instant, locale, timeZone);
  return {
    key: randomUUID(),
    search: query.search ?? '',
    state: query.state ?? '',
    nextCursor: businesses.nextCursor,
    businesses: businesses.data.map(({ id, slug, name, email, phone, publishedAt, createdAt }) => ({
      id,
      slug,
      name,
      contact: [email, phone].filter(Boolean).join(' · ') || '–',
      published: publishedAt && day(publishedAt),
      created: day(createdAt),
    })),
    applications: applications.data.map(({ id, business, applicant, submittedAt, createdAt }) => ({
      id,
      name: business.name,
      slug: business.slug,
      applicant: applicant.name,
      email: applicant.email,
      since: day(submittedAt ?? createdAt),
    })),
  };
};

export const actions: Actions = {
  create: async (event) => {
    requirePermission(event, 'tenant:manage');
    const { name, key } = await readFields(event.request, ['name', 'key']);
    const errors = checkFields({ name });
    if (errors) return refuseFields('new', { name }, errors);
    let slug: string;
    try {
      const { data } = await event.locals.api('POST /businesses', {
        body: { name },
        headers: { 'idempotency-key': key || randomUUID() },
      });
      ({ slug } = data);
    } catch (error) {
      return refuse('new', { name }, error);
    }
    redirect(303, `/admin/businesses/${slug}`);
  },
  approve: async (event) => {
    requirePermission(event, 'tenant:manage');
    const { id, name } = await readFields(event.request, ['id', 'name']);
    try {
      await event.locals.api('POST /business-applications/{id}/approval', {
        path: { id },
        headers: { 'idempotency-key': `approve ${id}` },
      });
    } catch (error) {
      return refuse('applications', {}, error);
    }
    return { id: 'applications', done: true, message: m.biz_approved({ name }) };
  },
  refuse: async (event) => {
    requirePermission(event, 'tenant:manage');
    const { id, name, reason } = await readFields(event.request, ['id', 'name', 'reason']);
    if (reason === '') return refuseFields(`refuse-${id}`, { reason }, { reason: m.biz_refuse_required() });
    try {
      await event.locals.api('POST /business-applications/{id}/refusal', {
        path: { id },
        body: { reason },
        headers: { 'idempotency-key': `refuse ${id}` },
      });
    } catch (error) {
      return refuse(`refuse-${id}`, { reason }, error);
    }
    return { id: 'applications', done: true, message: m.biz_refused({ name }) };
  },
};
