import * as z from 'zod/mini';
import type { App } from '../../app.ts';
import { list200, reply200, reply201 } from '../../plugins/envelope.ts';
import { changesOf } from '../catalogue/catalogue.changes.ts';
import { idParams } from '../catalogue/manage.contract.ts';
import { classSession, newSession, sessionChange, sessionsQuery } from './sessions.contract.ts';
import {
  cancelSession,
  changeSession,
  createSessions,
  listSessions,
  showSession,
} from './sessions.service.ts';
import { acceptQuery, stranded } from './stranded.contract.ts';

const tags = ['Schedules'];
const config = { access: 'schedule:read', scope: 'any' } as const;
const description = 'To change it takes `schedule:write` there, or that you hold it yourself.';

/** The timetable of classes, tours, departures. */
export async function sessionRoutes(app: App): Promise<void> {
  const { change, create } = changesOf(app);
  const changed = z.extend(classSession, { stranded });

  app.get(
    '/manage/class-sessions',
    {
      config,
      schema: {
        tags,
        operationId: 'listClassSessions',
        summary: 'The timetable of the businesses I work at, with the seats that are sold',
        querystring: sessionsQuery,
        response: list200(classSession),
      },
    },
    (request) => listSessions(request.ctx, request.query),
  );

  app.get(
    '/manage/class-sessions/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'showClassSession',
        summary: 'One session of a class',
        params: idParams,
        response: reply200(classSession),
      },
    },
    async (request) => ({ data: await showSession(request.ctx, request.params.id) }),
  );

  app.post(
    '/services/:id/class-sessions',
    {
      config: { ...config, idempotent: true },
      schema: {
        tags,
        operationId: 'createClassSessions',
        summary: 'Schedule one session of a class, or one every week',
        description,
        params: idParams,
        body: newSession,
        response: reply201(z.array(classSession)),
      },
    },
    (request, reply) => create(request, reply, (ctx) => createSessions(ctx, request.params.id, request.body)),
  );

  app.patch(
    '/class-sessions/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'changeClassSession',
        summary: 'Move a session, give it to another provider, change its seats; its bookings go along',
        description,
        params: idParams,
        querystring: acceptQuery,
        body: sessionChange,
        response: reply200(changed),
      },
    },
    (request) =>
      change(request, (ctx) =>
        changeSession(ctx, request.params.id, request.body, request.query.acceptStranded),
      ),
  );

  app.post(
    '/class-sessions/:id/cancellation',
    {
      config,
      schema: {
        tags,
        operationId: 'cancelClassSession',
        summary: 'Call a session off, and cancel its bookings',
        description,
        params: idParams,
        querystring: acceptQuery,
        response: reply200(changed),
      },
    },
    (request) =>
      change(request, (ctx) => cancelSession(ctx, request.params.id, request.query.acceptStranded)),
  );
}
