import * as z from 'zod/mini';
import type { App } from '../../app.ts';
import { list200, reply200, reply201, reply204 } from '../../plugins/envelope.ts';
import { changesOf } from '../catalogue/catalogue.changes.ts';
import { idParams } from '../catalogue/manage.contract.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import { listDateOverrides, removeDateOverride, setDateOverride } from './dateoverrides.service.ts';
import { listHolidays } from './holidays.service.ts';
import {
  dateOverride,
  dateOverrideBody,
  dateParams,
  datesQuery,
  holidays,
  timeOff,
  timeOffBody,
  timeOffQuery,
  weeklyHours,
  weeklyHoursBody,
} from './schedules.contract.ts';
import { acceptQuery, stranded, strandedOnly } from './stranded.contract.ts';
import { addTimeOff, listTimeOff, removeTimeOff } from './timeoff.service.ts';
import { setWeeklyHours, showWeeklyHours } from './weeklyhours.service.ts';

const tags = ['Schedules'];
/** The door: who may change is asked inside, since a provider's own schedule is theirs by ownership. */
const config = { access: 'schedule:read', scope: 'any' } as const;
const description = 'To change it takes `schedule:write` there, or that it is your own.';

const OWNERS = [
  { kind: 'location', path: '/locations/:id', noun: 'Location', whose: 'a place' },
  { kind: 'provider', path: '/providers/:id', noun: 'Provider', whose: 'a provider' },
  { kind: 'resource-unit', path: '/resource-units/:id', noun: 'ResourceUnit', whose: 'a unit' },
] as const;

type Of = (typeof OWNERS)[number];

function hoursRoutes(app: App, { kind, path, noun, whose }: Of): void {
  const { change } = changesOf(app);

  app.get(
    `${path}/weekly-hours`,
    {
      config,
      schema: {
        tags,
        operationId: `show${noun}WeeklyHours`,
        summary: `The weekly hours of ${whose}`,
        params: idParams,
        response: reply200(weeklyHours),
      },
    },
    async (request) => ({ data: await showWeeklyHours(request.ctx, kind, request.params.id) }),
  );

  app.put(
    `${path}/weekly-hours`,
    {
      config,
      schema: {
        tags,
        operationId: `set${noun}WeeklyHours`,
        summary: `Replace the weekly hours of ${whose}`,
        description,
        params: idParams,
        querystring: acceptQuery,
        body: weeklyHoursBody,
        response: reply200(z.extend(weeklyHours, { stranded })),
      },
    },
    (request) =>
      change(request, (ctx) =>
        setWeeklyHours(ctx, kind, request.params.id, request.body, request.query.acceptStranded),
      ),
  );
}

function overrideRoutes(app: App, { kind, path, noun, whose }: Of): void {
  const { change } = changesOf(app);

  app.get(
    `${path}/date-overrides`,
    {
      config,
      schema: {
        tags,
        operationId: `list${noun}DateOverrides`,
        summary: `The dates on which the hours of ${whose} are other than weekly`,
        params: idParams,
        querystring: datesQuery,
        response: list200(dateOverride),
      },
    },
    (request) => listDateOverrides(request.ctx, kind, request.params.id, request.query),
  );

  app.put(
    `${path}/date-overrides/:date`,
    {
      config,
      schema: {
        tags,
        operationId: `set${noun}DateOverride`,
        summary: `Say the hours of ${whose} on one date; none is closed`,
        description,
        params: dateParams,
        querystring: acceptQuery,
        body: dateOverrideBody,
        response: reply200(z.extend(dateOverride, { stranded })),
      },
    },
    (request) =>
      change(request, (ctx) =>
        setDateOverride(ctx, kind, request.params, request.body, request.query.acceptStranded),
      ),
  );

  app.delete(
    `${path}/date-overrides/:date`,
    {
      config,
      schema: {
        tags,
        operationId: `remove${noun}DateOverride`,
        summary: `Let the weekly hours of ${whose} hold again on one date`,
        description,
        params: dateParams,
        querystring: acceptQuery,
        response: reply200(strandedOnly),
      },
    },
    (request) =>
      change(request, (ctx) => removeDateOverride(ctx, kind, request.params, request.query.acceptStranded)),
  );
}

function timeOffRoutes(app: App, { kind, path, noun, whose }: Exclude<Of, { kind: 'location' }>): void {
  const { create } = changesOf(app);

  app.get(
    `${path}/time-off`,
    {
      config,
      schema: {
        tags,
        operationId: `list${noun}TimeOff`,
        summary: `The time off of ${whose}`,
        params: idParams,
        querystring: timeOffQuery,
        response: list200(timeOff),
      },
    },
    (request) => listTimeOff(request.ctx, kind, request.params.id, request.query),
  );

  app.post(
    `${path}/time-off`,
    {
      config: { ...config, idempotent: true },
      schema: {
        tags,
        operationId: `add${noun}TimeOff`,
        summary: `Take ${whose} off work: between instants, or on whole dates`,
        description,
        params: idParams,
        querystring: acceptQuery,
        body: timeOffBody,
        response: reply201(z.extend(timeOff, { stranded })),
      },
    },
    (request, reply) =>
      create(request, reply, (ctx) =>
        addTimeOff(ctx, kind, request.params.id, request.body, request.query.acceptStranded),
      ),
  );
}

/** When places are open, and when providers and units are at work. */
export async function scheduleRoutes(app: App): Promise<void> {
  const { change } = changesOf(app);
  for (const owner of OWNERS) {
    hoursRoutes(app, owner);
    overrideRoutes(app, owner);
    if (owner.kind !== 'location') timeOffRoutes(app, owner);
  }

  app.get(
    '/locations/:id/holidays',
    {
      config,
      schema: {
        tags,
        operationId: 'listLocationHolidays',
        summary: 'The public holidays of a place in the year to come, and whether they close it',
        params: idParams,
        response: reply200(holidays),
      },
    },
    async ({ ctx, params }) => ({
      data: await listHolidays(ctx, verticalOf(app.deps.verticals, ctx.tenant), params.id),
    }),
  );

  app.delete(
    '/time-off/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'removeTimeOff',
        summary: 'Take time off back',
        description,
        params: idParams,
        response: reply204(),
      },
    },
    async (request, reply) => {
      await change(request, (ctx) => removeTimeOff(ctx, request.params.id));
      return reply.code(204).send(null);
    },
  );
}
