import { fail, redirect } from '@sveltejs/kit';
import { ApiError } from '#lib/api/error.ts';
import { sentenceFor } from '#lib/api/sentences.ts';
import type { BrandPatch, BrandView, JudgedBrand } from '#lib/api/types.ts';
import { readBrand } from '#lib/features/brand/brand-form.ts';
import {
  brandFields,
  brandTexts,
  contrastRows,
  findingOf,
  versionRows,
} from '#lib/features/brand/brand-view.ts';
import { domainActions } from '#lib/features/brand/domains.server.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/i18n/words.ts';
import { readFields, refuse } from '#lib/server/forms.ts';
import { requireAllowed, requireTenant } from '#lib/server/guards.ts';
import type { Actions, PageServerLoad } from './$types';

type Visit = Parameters<typeof requireAllowed>[0];
const requireAdmin = (event: Visit) =>
  requireAllowed(event, ({ permissions }) => permissions.includes('tenant:manage'));

const MOST_BYTES = 10 * 1024 * 1024;

export const load: PageServerLoad = async (event) => {
  requireAdmin(event);
  const { locals, url } = event;
  const { api, locale } = locals;
  const done = url.searchParams.get('done');
  const [{ data: brand }, versions, { data: domains }, businesses] = await Promise.all([
    api('GET /brand'),
    api('GET /brand/versions', { query: { limit: 10 } }),
    api('GET /domains'),
    api('GET /businesses', { query: { limit: 1 } }),
  ]);
  const value = brand.draft?.value ?? brand.own;
  const judged = brand.draft ?? { value, findings: [], contrasts: brand.contrasts };
  const [first] = businesses.data;
  return {
    told: done === 'published' ? m.brand_published() : done === 'restored' ? m.brand_restored() : '',
    version: brand.version,
    hasDraft: brand.draft !== null,
    logo: value.logo ?? null,
    fields: brandFields(brand, value),
    texts: brandTexts(brand, value, locale),
    contrasts: contrastRows(judged.contrasts, locale),
    finding: findingOf(judged, locale),
    versions: versionRows(versions.data, brand.version, locale, requireTenant(locals).locale.timeZone),
    domains,
    pages: [
      { path: '/', name: m.brand_preview_home() },
      ...(first ? [{ path: `/b/${encodeURIComponent(first.slug)}`, name: first.name }] : []),
    ],
  };
};

/** The picture that is to stand for the name: a new one, the one before, or none. */
async function logoAfter({ api }: App.Locals, data: FormData): Promise<string | undefined> {
  const file = data.get('logo');
  if (file instanceof File && file.size > 0) {
    if (file.size > MOST_BYTES) throw new ApiError({ status: 413, code: 'PAYLOAD_TOO_LARGE', message: '' });
    const body = new FormData();
    body.append('file', file, file.name);
    return (await api('POST /media', { body })).data.id;
  }
  const kept = data.get('keptLogo');
  return typeof kept === 'string' && kept && !data.has('removeLogo') ? kept : undefined;
}

/** What is to be known of a draft that was kept. */
const judgement = (judged: JudgedBrand, locale: Locale) => ({
  contrasts: contrastRows(judged.contrasts, locale),
  finding: findingOf(judged, locale),
});

/** Logos that cannot be used are told beside their field, in words of their own. */
function refuseBrand(error: unknown) {
  if (!(error instanceof ApiError)) throw error;
  const isKind = error.code === 'MEDIA_NOT_A_PICTURE' || error.code === 'MEDIA_UNREADABLE';
  const logo = isKind
    ? m.brand_logo_kind()
    : error.status === 413
      ? m.brand_logo_large()
      : error.code.startsWith('MEDIA_') && sentenceFor(error);
  if (!logo) return refuse('brand', {}, error);
  return fail(error.status, { id: 'brand', message: m.form_check(), errors: { logo } });
}

/** What is sent. @throws ApiError where it is larger than what this server takes at all: then its file is. */
async function formOf(request: Request): Promise<FormData> {
  try {
    return await request.formData();
  } catch {
    throw new ApiError({ status: 413, code: 'PAYLOAD_TOO_LARGE', message: '' });
  }
}

async function typed(
  event: Visit & { request: Request },
): Promise<{ value: BrandPatch; brand: BrandView; data: FormData }> {
  const data = await formOf(event.request);
  const { data: brand } = await event.locals.api('GET /brand');
  const nearest = data.get('nearest');
  if (typeof nearest === 'string') data.set('accent', nearest);
  return { data, brand, value: readBrand(data, brand.inherited, await logoAfter(event.locals, data)) };
}

export const actions: Actions = {
  draft: async (event) => {
    requireAdmin(event);
    const { locals } = event;
    try {
      const { value } = await typed(event);
      const { data: judged } = await locals.api('PUT /brand/draft', { body: { value } });
      return { id: 'brand', done: true, message: m.brand_previewed(), ...judgement(judged, locals.locale) };
    } catch (error) {
      return refuseBrand(error);
    }
  },
  publish: async (event) => {
    requireAdmin(event);
    const { api, locale } = event.locals;
    let judged: JudgedBrand | undefined;
    try {
      const { value, data } = await typed(event);
      // Kept first, so that nothing typed is lost when it is refused.
      judged = (await api('PUT /brand/draft', { body: { value } })).data;
      await api('PUT /brand', { body: { value, version: Number(data.get('version')) } });
    } catch (error) {
      const { status, data } = refuseBrand(error);
      return fail(status, { ...data, ...(judged && judgement(judged, locale)) });
    }
    redirect(303, '/admin/brand?done=published');
  },
  discard: async (event) => {
    requireAdmin(event);
    await event.locals.api('DELETE /brand/draft');
    return { id: 'brand', done: true, message: m.brand_discarded() };
  },
  restore: async (event) => {
    requireAdmin(event);
    const { version } = await readFields(event.request, ['version']);
    try {
      await event.locals.api('POST /brand/versions/{version}/restoration', { path: { version } });
    } catch (error) {
      return refuse('versions', {}, error);
    }
    redirect(303, '/admin/brand?done=restored');
  },
  ...domainActions(requireAdmin),
};
