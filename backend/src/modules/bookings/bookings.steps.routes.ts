import type { FastifyRequest } from 'fastify';
import type { App } from '../../app.ts';
import { list200, reply200, reply201, sendJson } from '../../plugins/envelope.ts';
import { answerOnce, onceFor } from '../../plugins/idempotency.ts';
import { availability, moveQuery } from '../availability/availability.contract.ts';
import { showCheckInCode } from './bookings.code.ts';
import { booking, bookingHeaders, bookingParams } from './bookings.contract.ts';
import { findElsewhere } from './bookings.elsewhere.ts';
import { addNote, listHistory } from './bookings.history.ts';
import { verifyGuest } from './bookings.link.ts';
import { rescheduleBooking, resizeBooking } from './bookings.reschedule.ts';
import {
  approvalBody,
  checkInBody,
  checkInCode,
  historyEntry,
  historyQuery,
  noteBody,
  reasonBody,
  rescheduleBody,
  resizeBody,
} from './bookings.steps.contract.ts';
import {
  approveBooking,
  checkIn,
  completeBooking,
  markNoShow,
  undoCheckIn,
  undoNoShow,
} from './bookings.steps.ts';
import { tokenIn } from './bookings.routes.ts';

/** What happens to a booking after it is made. */
export async function bookingStepRoutes(app: App): Promise<void> {
  const { deps } = app;
  const keyIn = (request: FastifyRequest) => ({ secret: deps.env.APP_SECRET, token: tokenIn(request) });
  const config = { access: 'public', idempotent: true } as const;
  const about = (operationId: string, summary: string) => ({
    tags: ['Bookings'],
    operationId,
    summary,
    params: bookingParams,
    headers: bookingHeaders,
    response: reply200(booking),
  });

  app.get(
    '/bookings/:id/availability',
    {
      config: { access: 'public' },
      schema: {
        ...about('showElsewhere', 'When a booking could be instead: its own time does not stand in its way'),
        querystring: moveQuery,
        response: reply200(availability),
      },
    },
    async (request, reply) => {
      const what = { ...request.params, ...request.query };
      const { json, tag } = await findElsewhere(request.ctx, deps, keyIn(request), what);
      return sendJson(request, reply, json, tag);
    },
  );

  app.post(
    '/bookings/:id/reschedule',
    {
      config,
      schema: {
        ...about('rescheduleBooking', 'Move a booking to another start that is offered'),
        body: rescheduleBody,
      },
    },
    async (request, reply) => {
      const what = { ...request.params, ...request.body, token: tokenIn(request) };
      return answerOnce(reply, await rescheduleBooking(request.ctx, deps, what, onceFor(request)));
    },
  );

  app.post(
    '/bookings/:id/resize',
    {
      config,
      schema: {
        ...about('resizeBooking', 'Decide how long a service of a booking takes; its start and price stay'),
        body: resizeBody,
      },
    },
    async (request, reply) => {
      const what = { ...request.params, ...request.body, token: tokenIn(request) };
      return answerOnce(reply, await resizeBooking(request.ctx, deps, what, onceFor(request)));
    },
  );

  app.post(
    '/bookings/:id/verification',
    { config, schema: about('verifyGuest', 'Show that the link mailed to a guest was opened, by its token') },
    async (request, reply) => {
      const what = { ...request.params, token: tokenIn(request) };
      return answerOnce(reply, await verifyGuest(request.ctx, deps, what, onceFor(request)));
    },
  );

  app.post(
    '/bookings/:id/approval',
    {
      config,
      schema: {
        ...about('approveBooking', 'Say yes or no to a booking that was asked for'),
        body: approvalBody,
      },
    },
    async (request, reply) => {
      const what = { ...request.params, ...request.body, token: tokenIn(request) };
      return answerOnce(reply, await approveBooking(request.ctx, deps, what, onceFor(request)));
    },
  );

  app.get(
    '/bookings/:id/check-in',
    {
      config: { access: 'public' },
      schema: {
        ...about('showCheckInCode', 'What the customer shows when they come'),
        response: reply200(checkInCode),
      },
    },
    async (request) => ({ data: await showCheckInCode(request.ctx, keyIn(request), request.params.id) }),
  );

  app.post(
    '/bookings/:id/check-in',
    { config, schema: { ...about('checkIn', 'Check the customer in'), body: checkInBody } },
    async (request, reply) => {
      const what = { ...request.params, ...request.body, token: tokenIn(request) };
      return answerOnce(reply, await checkIn(request.ctx, deps, what, onceFor(request)));
    },
  );

  app.delete(
    '/bookings/:id/check-in',
    {
      config: { access: 'public' },
      schema: about('undoCheckIn', 'Take back that the customer was checked in'),
    },
    async (request, reply) => {
      const what = { ...request.params, token: tokenIn(request) };
      return answerOnce(reply, await undoCheckIn(request.ctx, deps, what, onceFor(request)));
    },
  );

  app.post(
    '/bookings/:id/completion',
    { config, schema: about('completeBooking', 'Say that what was booked has been done') },
    async (request, reply) => {
      const what = { ...request.params, token: tokenIn(request) };
      return answerOnce(reply, await completeBooking(request.ctx, deps, what, onceFor(request)));
    },
  );

  app.post(
    '/bookings/:id/no-show',
    { config, schema: { ...about('markNoShow', 'Say that the customer did not come'), body: reasonBody } },
    async (request, reply) => {
      const what = { ...request.params, ...request.body, token: tokenIn(request) };
      return answerOnce(reply, await markNoShow(request.ctx, deps, what, onceFor(request)));
    },
  );

  app.delete(
    '/bookings/:id/no-show',
    { config: { access: 'public' }, schema: about('undoNoShow', 'Take back that the customer did not come') },
    async (request, reply) => {
      const what = { ...request.params, token: tokenIn(request) };
      return answerOnce(reply, await undoNoShow(request.ctx, deps, what, onceFor(request)));
    },
  );

  app.post(
    '/bookings/:id/notes',
    {
      config,
      schema: {
        ...about('addNote', 'Note something that only staff sees'),
        body: noteBody,
        response: reply201(historyEntry),
      },
    },
    async (request, reply) => {
      const what = { ...request.params, ...request.body };
      return answerOnce(reply, await addNote(request.ctx, keyIn(request), what, onceFor(request)));
    },
  );

  app.get(
    '/bookings/:id/history',
    {
      config: { access: 'public' },
      schema: {
        ...about('listBookingHistory', 'All that happened to a booking; notes only for staff'),
        querystring: historyQuery,
        response: list200(historyEntry),
      },
    },
    (request) => listHistory(request.ctx, keyIn(request), request.params.id, request.query),
  );
}
