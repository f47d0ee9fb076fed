import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import type { ManagedServiceType, OwnApplication } from '#lib/api/types.ts';
import { typedPrice } from '#lib/features/setup/prices.ts';
import { editWeek, intervalsOf, mistakesIn, weekIn } from '#lib/features/setup/week.ts';
import { m } from '#lib/i18n/words.ts';
import { refuse, refuseFields, textIn } from '#lib/server/forms.ts';
import { requireMe, requireTenant } from '#lib/server/guards.ts';
import { textsIn } from '#lib/server/setup.ts';

async function ask(event: RequestEvent) {
  requireMe(event);
  const { data: application } = await event.locals.api('GET /me/business-application');
  const data = await event.request.formData();
  return { application, data, fields: Object.fromEntries(textsIn(data)) };
}

async function business(event: RequestEvent) {
  requireMe(event);
  const fields = Object.fromEntries(textsIn(await event.request.formData()));
  const { name = '', providerName = '', key = crypto.randomUUID() } = fields;
  const errors = {
    ...(name ? {} : { name: m.field_required() }),
    ...(providerName ? {} : { providerName: m.field_required() }),
  };
  if (Object.keys(errors).length > 0) return refuseFields('business', fields, errors);
  try {
    await event.locals.api('POST /business-applications', {
      body: { name, providerName },
      headers: { 'idempotency-key': key },
    });
  } catch (error) {
    return refuse('business', fields, error);
  }
  redirect(303, '/join?step=place');
}

async function place(event: RequestEvent) {
  const { application, fields } = await ask(event);
  const { api } = event.locals;
  const { name = '', line = '', city = '', key = '' } = fields;
  const errors = {
    ...(name ? {} : { name: m.field_required() }),
    ...(line ? {} : { line: m.field_required() }),
  };
  if (Object.keys(errors).length > 0) return refuseFields('place', fields, errors);
  const body = { name, address: { line, ...(city ? { city } : {}) } };
  const query = { businessId: application.business.id, limit: 1 };
  try {
    const [places, people] = await Promise.all([
      api('GET /manage/locations', { query }),
      api('GET /manage/providers', { query }),
    ]);
    const [known] = places.data;
    const { data: made } = known
      ? await api('PATCH /locations/{id}', { path: { id: known.id }, body })
      : await api('POST /businesses/{idOrSlug}/locations', {
          path: { idOrSlug: application.business.id },
          body,
          headers: { 'idempotency-key': key },
        });
    const [person] = people.data;
    if (person && !person.locationIds.includes(made.id))
      await api('PATCH /providers/{id}', {
        path: { id: person.id },
        body: { locationIds: [...person.locationIds, made.id] },
      });
  } catch (error) {
    return refuse('place', fields, error);
  }
  redirect(303, '/join?step=hours');
}

/** The place is open when its first provider works; both are changed apart later. */
async function hours(event: RequestEvent) {
  const { application, data } = await ask(event);
  const { api } = event.locals;
  const week = weekIn(data);
  const command = textIn(data, 'do');
  if (command !== '') {
    const copyTo = data.getAll(`to${command.split('.')[1] ?? ''}`).map(Number);
    return { id: 'hours', week: editWeek(week, command, copyTo) };
  }
  const intervals = intervalsOf(week);
  const mistakes = mistakesIn(week);
  if (intervals.length === 0 || mistakes.size > 0)
    return fail(400, { id: 'hours', message: m.join_hours_wrong(), week });
  const query = { businessId: application.business.id, limit: 100 };
  const [places, people] = await Promise.all([
    api('GET /manage/locations', { query }),
    api('GET /manage/providers', { query }),
  ]);
  try {
    for (const { id } of places.data)
      await api('PUT /locations/{id}/weekly-hours', { path: { id }, body: { intervals } });
    for (const { id } of people.data)
      await api('PUT /providers/{id}/weekly-hours', { path: { id }, body: { intervals } });
  } catch (error) {
    return refuse('hours', {}, error);
  }
  redirect(303, '/join?step=services');
}

/** The prices typed for a template's variants. @returns undefined where one is not a price */
function pricesOf({ key, variants }: ManagedServiceType, fields: Record<string, string>) {
  const prices = variants.map((variant) => {
    const typed = fields[`price.${key}.${variant.key}`] ?? '';
    const amount = typed === '' ? variant.price.amount : typedPrice(typed, variant.price.currency);
    return [variant.key, amount === null ? null : { amount, currency: variant.price.currency }] as const;
  });
  return prices.some(([, price]) => price === null) ? undefined : Object.fromEntries(prices);
}

async function addUnits({ api }: App.Locals, businessId: string, fields: Record<string, string>) {
  const { data: places } = await api('GET /manage/locations', { query: { businessId, limit: 1 } });
  const [place] = places;
  if (!place) return;
  const { data: units } = await api('GET /manage/resource-units', {
    query: { locationId: place.id, limit: 100 },
  });
  for (const [name, value] of Object.entries(fields)) {
    const [, type] = /^units\.(.+)$/.exec(name) ?? [];
    if (!type) continue;
    const there = units.filter((unit) => unit.type === type).length;
    const wanted = Math.min(50, Number(value) || 0);
    for (let count = there; count < wanted; count += 1)
      await api('POST /locations/{id}/resource-units', {
        path: { id: place.id },
        body: { type },
        headers: { 'idempotency-key': crypto.randomUUID() },
      });
  }
}

async function addServices({ api }: App.Locals, application: OwnApplication, chosen: [string, object][]) {
  const businessId = application.business.id;
  const path = { idOrSlug: businessId };
  const { data: there } = await api('GET /manage/services', { query: { businessId, limit: 100 } });
  const ids = there.map(({ id }) => id);
  const taken = new Set(there.map(({ templateKey }) => templateKey));
  for (const [templateKey, prices] of chosen.filter(([key]) => !taken.has(key))) {
    const { data: made } = await api('POST /businesses/{idOrSlug}/services', {
      path,
      body: { templateKey, prices },
      headers: { 'idempotency-key': `${application.id}.${templateKey}` },
    });
    await api('POST /services/{id}/publication', { path: { id: made.id } });
    ids.push(made.id);
  }
  const { data: people } = await api('GET /manage/providers', { query: { businessId, limit: 100 } });
  for (const { id } of people)
    await api('PATCH /providers/{id}', { path: { id }, body: { serviceIds: ids } });
  return ids.length;
}

async function services(event: RequestEvent) {
  const { application, data, fields } = await ask(event);
  const { data: types } = await event.locals.api('GET /manage/service-types');
  const keys = new Set(data.getAll('template'));
  const errors: Record<string, string> = {};
  const chosen: [string, object][] = [];
  for (const type of types.filter(({ key }) => keys.has(key))) {
    const prices = pricesOf(type, fields);
    if (prices) chosen.push([type.key, prices]);
    else errors[type.key] = m.svc_price_wrong();
  }
  const values = { ...fields, templates: [...keys].filter((key) => typeof key === 'string').join(' ') };
  if (Object.keys(errors).length > 0) return refuseFields('services', values, errors);
  try {
    await addUnits(event.locals, application.business.id, fields);
    const count = await addServices(event.locals, application, chosen);
    if (count === 0) return refuseFields('services', values, { template: m.join_services_none() });
  } catch (error) {
    return refuse('services', values, error);
  }
  redirect(303, '/join');
}

async function submit(event: RequestEvent) {
  const { application } = await ask(event);
  try {
    await event.locals.api('POST /business-applications/{id}/submission', { path: { id: application.id } });
  } catch (error) {
    return refuse('submit', {}, error);
  }
  redirect(303, '/join');
}

function guarded<T>(action: (event: RequestEvent) => Promise<T>) {
  return (event: RequestEvent) => {
    requireTenant(event.locals);
    return action(event);
  };
}

export const actions = {
  business: guarded(business),
  place: guarded(place),
  hours: guarded(hours),
  services: guarded(services),
  submit: guarded(submit),
};
