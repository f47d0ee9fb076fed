import { ApiError } from '#lib/api/error.ts';
import type { OwnApplication, Tenant } from '#lib/api/types.ts';
import { STEPS, stepFor, templateViews, type TemplateView } from '#lib/features/setup/join-view.ts';
import { weekFrom, type Week } from '#lib/features/setup/week.ts';
import { todayIn } from '#lib/i18n/dates.ts';
import { momentIn } from '#lib/i18n/moment.ts';
import { localized } from '#lib/i18n/text.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { keepNext } from '#lib/server/next.ts';
import { term } from '#lib/theme/terms.ts';
import type { PageServerLoad } from './$types';

const DAY = 86_400_000;
/** Days in which the first free time is looked for. */
const DAYS_LOOKED = 28;

async function ownApplication({ api }: App.Locals): Promise<OwnApplication | null> {
  try {
    return (await api('GET /me/business-application')).data;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

/** The first time at which somebody could book one of the services, as text. */
async function firstFree({ api, locale }: App.Locals, tenant: Tenant, businessId: string): Promise<string> {
  const { data: services } = await api('GET /manage/services', { query: { businessId, limit: 1 } });
  const [service] = services;
  if (!service) return '';
  const zone = tenant.locale.timeZone;
  const now = Date.now();
  const { data } = await api('GET /availability', {
    query: {
      serviceId: service.id,
      from: todayIn(zone, now),
      to: todayIn(zone, now + DAYS_LOOKED * DAY),
      explain: 'true',
    },
  });
  const start = data.days.flatMap(({ slots }) => slots)[0]?.start;
  return start ? momentIn(start, locale, { timeZone: data.timeZone, now }) : '';
}

const usual: Week = [1, 2, 3, 4, 5, 6, 7].map((day) => (day < 6 ? [{ from: '09:00', to: '18:00' }] : []));

/** What a step's form starts from. */
interface StepData {
  place?: { name: string; line: string; city: string };
  week?: Week;
  templates?: TemplateView[];
  made?: string[];
  resources?: { key: string; name: string }[];
}

const NOTHING: StepData = {};

async function stepData(
  { api, locale }: App.Locals,
  application: OwnApplication,
  step: (typeof STEPS)[number],
): Promise<StepData> {
  const businessId = application.business.id;
  const query = { businessId, limit: 100 };
  if (step === 'place') {
    const { data } = await api('GET /manage/locations', { query });
    const [place] = data;
    return {
      place: { name: place?.name ?? '', line: place?.address.line ?? '', city: place?.address.city ?? '' },
    };
  }
  if (step === 'hours') {
    const { data } = await api('GET /manage/providers', { query });
    const id = data[0]?.id ?? '';
    const { data: hours } = await api('GET /providers/{id}/weekly-hours', { path: { id } });
    return { week: hours.intervals?.length ? weekFrom(hours.intervals) : usual };
  }
  if (step === 'services') {
    const [types, services, resources] = await Promise.all([
      api('GET /manage/service-types'),
      api('GET /manage/services', { query }),
      api('GET /manage/resource-types'),
    ]);
    const taken = new Set(services.data.map(({ templateKey }) => templateKey));
    return {
      templates: templateViews(types.data, taken, locale),
      made: services.data.map(({ name }) => localized(name, locale)),
      resources: resources.data.map(({ key, name }) => ({ key, name: localized(name, locale) })),
    };
  }
  return {};
}

export const load: PageServerLoad = async ({ locals, url, cookies }) => {
  const tenant = requireTenant(locals);
  const { locale } = locals;
  const { data: rules } = await locals.api('GET /sign-up-rules');
  const words = { business: term(tenant, locale, 'business', 'one') };
  const base = { words, signUp: rules.signUp, steps: STEPS, key: crypto.randomUUID() };
  if (!locals.me) {
    if (rules.signUp !== 'closed') keepNext(cookies, '/join');
    return { ...base, application: null, step: null, free: '', ownName: '', own: NOTHING };
  }
  const application = await ownApplication(locals);
  const isNew = !application || (application.state === 'approved' && url.searchParams.has('again'));
  const step = isNew ? 'business' : stepFor(url.searchParams.get('step'), application);
  const [own, free] = await Promise.all([
    isNew ? NOTHING : stepData(locals, application, step),
    !isNew && step === 'done' ? firstFree(locals, tenant, application.business.id) : '',
  ]);
  return {
    ...base,
    application: isNew
      ? null
      : {
          id: application.id,
          state: application.state,
          reason: application.reason,
          name: application.business.name,
          slug: application.business.slug,
        },
    step,
    free,
    ownName: locals.me.name,
    own,
  };
};

export { actions } from './join.actions.ts';
