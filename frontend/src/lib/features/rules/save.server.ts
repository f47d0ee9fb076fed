import { fail } from '@sveltejs/kit';
import { detailSentence } from '#lib/api/detail-sentences.ts';
import { ApiError } from '#lib/api/error.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { refuse } from '#lib/server/forms.ts';
import { m } from '#lib/i18n/words.ts';
import { inheritPatch, patchOf, type Layered } from './change.ts';
import type { Control } from './controls.ts';
import type { Asked } from './layers.server.ts';
import { digitsOf } from './rules-view.server.ts';
import { definitions, sections, type SectionName } from './schema.server.ts';
import { readTyped, scaleOf, type Mistake, type Typed } from './typed.ts';

type Visit = { locals: App.Locals; request: Request };

const FORM = 'rules';

async function layeredOf({ locals }: Visit, section: SectionName, asked: Asked): Promise<Layered> {
  const { data } = await locals.api('GET /settings', { query: asked.query });
  const own = Object.entries(data.from).flatMap(([path, layer]) =>
    layer === asked.layer && path.startsWith(`${section}.`) ? [path.slice(section.length + 1)] : [],
  );
  const [now, inherited] = [data.value[section], data.inherited[section]] as [
    Layered['now'],
    Layered['inherited'],
  ];
  return { now, inherited, own: new Set(own) };
}

/** Everything that was typed, so that nobody types it twice. Several values of one name stand in lines. */
const typedValues = (data: FormData) =>
  Object.fromEntries(
    [...new Set(data.keys())].map((name) => [name, data.getAll(name).map(String).join('\n')]),
  );

function findControl(control: Control | undefined, path: string): Control | undefined {
  if (!control || control.path === path || control.kind !== 'group') return control;
  return control.fields.map((field) => findControl(field, path)).find((found) => found?.path === path);
}

function sentenceOf({ path, kind }: Mistake, control: Control, currencyDigits: number): string {
  if (kind === 'required') return m.rules_bad_required();
  if (kind === 'time') return m.rules_bad_time();
  const found = findControl(control, path);
  if (kind === 'number' || found?.kind !== 'number') return m.rules_bad_number();
  const shown = (bound: number | undefined, none: string) =>
    bound === undefined ? none : String(bound / scaleOf(found.unit, currencyDigits));
  return m.rules_bad_range({ least: shown(found.least, '0'), most: shown(found.most, '…') });
}

/** The API's mistakes at the places of the form: the nearest field that it has. */
function apiMistakes(error: ApiError, { places }: Typed): Record<string, string> {
  return Object.fromEntries(
    error.details.map(({ field, message }) => {
      let path = field.replace(/^value\./, '');
      while (path !== '' && !places.has(path)) path = path.slice(0, Math.max(0, path.lastIndexOf('.')));
      return [places.get(path) ?? path, detailSentence(message) ?? m.rules_bad()];
    }),
  );
}

/** Writes into a layer what of a section was typed otherwise than it holds. */
export async function saveRules(event: Visit, section: SectionName, asked: Asked) {
  const control = sections.get(section);
  if (!control) return fail(404, { id: FORM, message: m.error_gone() });
  const data = await event.request.formData();
  const values = typedValues(data);
  const digits = digitsOf(requireTenant(event.locals).locale.currency);
  const typed = readTyped(control, data, definitions, digits);
  if (typed.mistakes.length > 0) {
    const errors = Object.fromEntries(
      typed.mistakes.map((mistake) => [mistake.path, sentenceOf(mistake, control, digits)]),
    );
    return fail(400, { id: FORM, values, errors, message: m.form_check() });
  }
  const layered = await layeredOf(event, section, asked);
  // A switch that is off says so.
  const said = control.kind === 'group' ? { ...switchesOff(control), ...(typed.value ?? {}) } : typed.value;
  // What is not offered here stays as it is.
  const kept = Array.isArray(layered.now) || control.kind !== 'group' ? {} : notOffered(control, layered.now);
  const patch = patchOf(
    layered,
    (Array.isArray(said) ? said : { ...kept, ...(said as object) }) as Layered['now'],
  );
  if (patch === undefined) return { id: FORM, done: true, message: m.rules_saved_none() };
  try {
    await event.locals.api('PUT /settings', { body: { ...asked.query, value: { [section]: patch } } });
  } catch (error) {
    if (!(error instanceof ApiError) || error.details.length === 0) return refuse(FORM, values, error);
    return fail(error.status, {
      id: FORM,
      values,
      errors: apiMistakes(error, typed),
      message: m.form_check(),
    });
  }
  const count = Array.isArray(patch) ? 1 : Object.keys(patch).filter((key) => key !== 'without').length;
  return { id: FORM, done: true, message: m.rules_saved({ count }) };
}

const switchesOff = ({ fields }: Extract<Control, { kind: 'group' }>) =>
  Object.fromEntries(fields.filter(({ kind }) => kind === 'switch').map(({ name }) => [name, false]));

function notOffered({ fields }: Extract<Control, { kind: 'group' }>, now: Record<string, unknown>) {
  const offered = new Set(fields.map(({ name }) => name));
  return Object.fromEntries(Object.entries(now).filter(([key]) => !offered.has(key)));
}

/** Makes a layer say nothing of a rule, so that the one before it holds again. */
export async function inheritRule(event: Visit, section: SectionName, asked: Asked) {
  const data = await event.request.formData();
  const path = data.get('inherit');
  if (typeof path !== 'string' || (path !== section && !path.startsWith(`${section}.`)))
    return fail(400, { id: FORM, message: m.error_form() });
  const layered = await layeredOf(event, section, asked);
  const patch = inheritPatch(layered, path === section ? null : path.slice(section.length + 1));
  try {
    await event.locals.api('PUT /settings', { body: { ...asked.query, value: { [section]: patch } } });
  } catch (error) {
    return refuse(FORM, {}, error);
  }
  return { id: FORM, done: true, message: m.rules_inherited_done() };
}
