import { fail, type RequestEvent } from '@sveltejs/kit';
import {
  editWeek,
  intervalsOf,
  mistakesIn,
  passingIn,
  weekIn,
  type Stretch,
  type Week,
} from '#lib/features/setup/week.ts';
import { m } from '#lib/i18n/words.ts';
import type { FormState } from '#lib/forms/state.ts';
import { instantAt } from '#lib/i18n/zone.ts';
import { refuse, refuseFields, textIn } from '#lib/server/forms.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { ownerIn, ownersOf, placeOf, type Owner } from '#lib/server/hours.ts';
import { changing, textsIn } from '#lib/server/setup.ts';
import { requireWorkspace } from '#lib/server/workspace.ts';

/** The week's form also hands back the week, since half of it may be typed by then. */
export type WeekState = FormState & { week?: Week; always?: boolean };

async function ask(event: RequestEvent) {
  const tenant = requireTenant(event.locals);
  const workspace = await requireWorkspace(event);
  const place = await placeOf(event.locals, workspace.business.id);
  const groups = ownersOf(workspace, place, tenant, event.locals.locale);
  const owner = ownerIn(groups, event.url.searchParams.get('of'), workspace.provider?.id);
  const data = await event.request.formData();
  return { owner, groups, data };
}

const gone = (id: string) => fail(404, { id, message: m.error_gone() });

async function saveWeek({ api }: App.Locals, owner: Owner, week: Week, always: boolean, query: object) {
  const path = { id: owner.id };
  const { data } = await api(`GET /${owner.kind}/{id}/weekly-hours`, { path });
  const intervals = always ? null : [...intervalsOf(week), ...passingIn(data.intervals ?? [])];
  await api(`PUT /${owner.kind}/{id}/weekly-hours`, { path, query: { ...query }, body: { intervals } });
}

async function week(event: RequestEvent) {
  const { owner, data } = await ask(event);
  if (!owner) return gone('week');
  const typed = weekIn(data);
  const always = owner.mayKeepNone && data.get('always') === 'on';
  const command = textIn(data, 'do');
  if (command !== '') {
    const copyTo = data.getAll(`to${command.split('.')[1] ?? ''}`).map(Number);
    const state: WeekState = { id: 'week', week: editWeek(typed, command, copyTo), always };
    return state;
  }
  const mistakes = mistakesIn(typed);
  if (!always && mistakes.size > 0) {
    const errors = Object.fromEntries(
      [...mistakes].map(([name, kind]) => [name, kind === 'half' ? m.hours_half() : m.hours_overlap()]),
    );
    return fail(400, { ...refuseFields('week', {}, errors).data, week: typed, always });
  }
  const answer = await changing(
    event,
    'week',
    { data, timeZone: owner.timeZone, done: m.hours_saved() },
    (query) => saveWeek(event.locals, owner, typed, always, query),
  );
  return 'done' in answer
    ? answer
    : fail(409, { ...('data' in answer ? answer.data : answer), week: typed, always });
}

/** The saved week of this one for others of the same kind. */
async function copy(event: RequestEvent) {
  const { owner, groups, data } = await ask(event);
  if (!owner) return gone('copy');
  const chosen = new Set(data.getAll('people'));
  const others = groups
    .flatMap(({ owners }) => owners)
    .filter(({ kind, id }) => kind === owner.kind && chosen.has(id));
  if (others.length === 0) return refuseFields('copy', {}, { people: m.hours_copy_none() });
  const { api } = event.locals;
  const done = m.hours_copied({ names: others.map(({ name }) => name).join(', ') });
  return changing(event, 'copy', { data, timeZone: owner.timeZone, done }, async (query) => {
    const { data: hours } = await api(`GET /${owner.kind}/{id}/weekly-hours`, { path: { id: owner.id } });
    for (const { kind, id } of others)
      await api(`PUT /${kind}/{id}/weekly-hours`, { path: { id }, query, body: hours });
  });
}

const stretchIn = (data: FormData, at: number): Stretch => ({
  from: textIn(data, `from${at}`),
  to: textIn(data, `to${at}`),
});

async function override(event: RequestEvent) {
  const { owner, data } = await ask(event);
  if (!owner) return gone('override');
  const fields = Object.fromEntries(textsIn(data));
  const stretches = fields['closed'] === 'on' ? [] : [stretchIn(data, 0), stretchIn(data, 1)];
  const isEmpty = stretches.every(({ from, to }) => from === '' && to === '');
  const errors = {
    ...(fields['date'] ? {} : { date: m.field_required() }),
    ...(fields['closed'] !== 'on' && (isEmpty || mistakesIn([stretches]).size > 0)
      ? { from0: m.hours_half() }
      : {}),
  };
  if (Object.keys(errors).length > 0) return refuseFields('override', fields, errors);
  const intervals = intervalsOf([stretches]).map(({ startMinute, endMinute }) => ({
    startMinute,
    endMinute,
  }));
  const context = { data, timeZone: owner.timeZone, done: m.hours_day_saved() };
  return changing(event, 'override', context, (query) =>
    event.locals.api(`PUT /${owner.kind}/{id}/date-overrides/{date}`, {
      path: { id: owner.id, date: fields['date'] ?? '' },
      query,
      body: { intervals, reason: fields['reason'] || null },
    }),
  );
}

async function unoverride(event: RequestEvent) {
  const { owner, data } = await ask(event);
  if (!owner) return gone('override');
  const context = { data, timeZone: owner.timeZone, done: m.hours_day_removed() };
  return changing(event, 'override', context, (query) =>
    event.locals.api(`DELETE /${owner.kind}/{id}/date-overrides/{date}`, {
      path: { id: owner.id, date: textIn(data, 'date') },
      query,
    }),
  );
}

async function span(event: RequestEvent, what: 'time-off' | 'blocks') {
  const { owner, data } = await ask(event);
  if (!owner || owner.kind === 'locations') return gone(what);
  const fields = Object.fromEntries(textsIn(data));
  const { from = '', to = '', fromTime = '', toTime = '', reason } = fields;
  const isByDay = what === 'time-off' && fromTime === '' && toTime === '';
  const startsAt = instantAt(`${from}T${fromTime}`, owner.timeZone);
  const endsAt = instantAt(`${to || from}T${toTime}`, owner.timeZone);
  const errors: Record<string, string> = {};
  if (from === '') errors['from'] = m.field_required();
  else if (!isByDay && (!startsAt || !endsAt || startsAt >= endsAt)) errors['toTime'] = m.hours_end_after();
  else if (to !== '' && to < from) errors['to'] = m.hours_end_after();
  if (Object.keys(errors).length > 0) return refuseFields(what, fields, errors);
  const times = isByDay ? { startDate: from, endDate: to || from } : { startsAt, endsAt };
  const { kind, id, timeZone } = owner;
  const done = what === 'blocks' ? m.hours_blocked() : m.hours_off_saved();
  // What it is, for whoever takes it back.
  let made = '';
  const answer = await changing(event, what, { data, timeZone, done }, async (query) => {
    const saved = await event.locals.api(`POST /${kind}/{id}/${what}`, {
      path: { id },
      query: what === 'blocks' ? {} : query,
      body: { ...times, reason: reason || null },
      headers: { 'idempotency-key': fields['key'] ?? crypto.randomUUID() },
    });
    made = saved.data.id;
  });
  return 'done' in answer ? { ...answer, made } : answer;
}

async function remove(event: RequestEvent, what: 'time-off' | 'blocks') {
  await requireWorkspace(event);
  const data = await event.request.formData();
  try {
    await event.locals.api(`DELETE /${what}/{id}`, { path: { id: textIn(data, 'id') } });
  } catch (error) {
    return refuse(what, {}, error);
  }
  return { id: what, done: true, message: m.hours_span_removed() };
}

export const actions = {
  week,
  copy,
  override,
  unoverride,
  timeOff: (event: RequestEvent) => span(event, 'time-off'),
  removeTimeOff: (event: RequestEvent) => remove(event, 'time-off'),
  block: (event: RequestEvent) => span(event, 'blocks'),
  removeBlock: (event: RequestEvent) => remove(event, 'blocks'),
};
