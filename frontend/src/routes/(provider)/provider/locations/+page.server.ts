import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import { refuse, refuseFields } from '#lib/server/forms.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { placeOf, unitName } from '#lib/server/hours.ts';
import { changing, textsIn } from '#lib/server/setup.ts';
import { requireWorkspaceTo } from '#lib/server/workspace.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async (event) => {
  const { locals } = event;
  const { business } = await requireWorkspaceTo(event, 'catalogue:write');
  const place = await placeOf(locals, business.id);
  return {
    key: crypto.randomUUID(),
    timeZone: requireTenant(locals).locale.timeZone,
    types: place.types.map(({ key, name }) => ({ value: key, label: localized(name, locals.locale) })),
    locations: place.locations.map(({ id, name, address, timeZone }) => ({
      id,
      name,
      address,
      timeZone,
      units: place.units
        .filter(({ locationId }) => locationId === id)
        .map((unit) => ({ id: unit.id, name: unitName(unit, place.types, locals.locale) })),
    })),
  };
};

async function ask(event: RequestEvent) {
  const { business, timeZone } = await requireWorkspaceTo(event, 'catalogue:write');
  const data = await event.request.formData();
  const fields = Object.fromEntries(textsIn(data));
  const context = { data, timeZone };
  return { business, data, fields, context, path: { id: fields['id'] ?? '' } };
}

export const actions: Actions = {
  /** A new place, or what is said of one that is there. */
  save: async (event) => {
    const { business, fields, context, path } = await ask(event);
    const { id, name = '', line = '', city, region, postalCode, timeZone, key } = fields;
    const form = `place ${id ?? ''}`;
    const errors = {
      ...(name ? {} : { name: m.field_required() }),
      ...(line ? {} : { line: m.field_required() }),
    };
    if (Object.keys(errors).length > 0) return refuseFields(form, fields, errors);
    const address = {
      line,
      ...(city ? { city } : {}),
      ...(region ? { region } : {}),
      ...(postalCode ? { postalCode } : {}),
    };
    const body = { name, address, ...(timeZone ? { timeZone } : {}) };
    return changing(event, form, { ...context, done: m.place_saved() }, (query) =>
      id
        ? event.locals.api('PATCH /locations/{id}', { path, query, body })
        : event.locals.api('POST /businesses/{idOrSlug}/locations', {
            path: { idOrSlug: business.id },
            body,
            headers: { 'idempotency-key': key ?? crypto.randomUUID() },
          }),
    );
  },
  remove: async (event) => {
    const { context, path } = await ask(event);
    return changing(event, `place ${path.id}`, { ...context, done: m.place_removed() }, (query) =>
      event.locals.api('DELETE /locations/{id}', { path, query }),
    );
  },
  addUnit: async (event) => {
    const { fields, path } = await ask(event);
    const { type = '', key } = fields;
    try {
      await event.locals.api('POST /locations/{id}/resource-units', {
        path,
        body: { type },
        headers: { 'idempotency-key': `${key ?? crypto.randomUUID()}.${path.id}` },
      });
    } catch (error) {
      return refuse(`units ${path.id}`, fields, error);
    }
    return { id: `units ${path.id}`, done: true, message: m.unit_added() };
  },
  removeUnit: async (event) => {
    const { context, path } = await ask(event);
    return changing(event, 'unit', { ...context, done: m.unit_removed() }, (query) =>
      event.locals.api('DELETE /resource-units/{id}', { path, query }),
    );
  },
};
