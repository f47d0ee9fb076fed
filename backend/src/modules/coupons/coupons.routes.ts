import type { FastifyRequest } from 'fastify';
import type { App } from '../../app.ts';
import { list200, reply200, reply201, reply204 } from '../../plugins/envelope.ts';
import { withIdempotency } from '../../plugins/idempotency.ts';
import { bookingHeaders } from '../bookings/bookings.contract.ts';
import { checkCoupon } from '../bookings/bookings.extras.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import {
  coupon,
  couponChange,
  couponCheck,
  couponCheckBody,
  couponParams,
  couponsQuery,
  newCoupon,
} from './coupons.contract.ts';
import { changeCoupon, createCoupon, listCoupons, removeCoupon, showCoupon } from './coupons.service.ts';

/** Coupons: made by staff, tried by customers before they book. */
export async function couponRoutes(app: App): Promise<void> {
  const { deps } = app;
  const tags = ['Coupons'];
  const config = { access: 'catalogue:write', scope: 'any' } as const;
  const tokenIn = ({ headers }: FastifyRequest) => {
    const token = headers['x-booking-token'];
    return typeof token === 'string' ? token : undefined;
  };

  app.post(
    '/coupons',
    {
      config: { ...config, idempotent: true },
      schema: {
        tags,
        operationId: 'createCoupon',
        summary: 'Make a coupon for a business, or for all of the tenant',
        body: newCoupon,
        response: reply201(coupon),
      },
    },
    (request, reply) => {
      const { currency } = verticalOf(deps.verticals, request.ctx.tenant).locale;
      return withIdempotency(request, reply, async (ctx) => ({
        status: 201,
        body: { data: await createCoupon(ctx, currency, request.body) },
      }));
    },
  );

  app.get(
    '/coupons',
    {
      config,
      schema: {
        tags,
        operationId: 'listCoupons',
        summary: 'The coupons of a business, or those for all',
        querystring: couponsQuery,
        response: list200(coupon),
      },
    },
    (request) => listCoupons(request.ctx, request.query),
  );

  app.get(
    '/coupons/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'showCoupon',
        summary: 'One coupon',
        params: couponParams,
        response: reply200(coupon),
      },
    },
    async (request) => ({ data: await showCoupon(request.ctx, request.params.id) }),
  );

  app.patch(
    '/coupons/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'changeCoupon',
        summary: 'Change when and for whom a coupon holds',
        params: couponParams,
        body: couponChange,
        response: reply200(coupon),
      },
    },
    async (request) => ({ data: await changeCoupon(request.ctx, request.params.id, request.body) }),
  );

  app.delete(
    '/coupons/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'removeCoupon',
        summary: 'Take a coupon back; bookings made with it keep their price',
        params: couponParams,
        response: reply204(),
      },
    },
    async (request, reply) => {
      await removeCoupon(request.ctx, request.params.id);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/coupons/check',
    {
      // Few enough that codes cannot be guessed.
      config: { access: 'public', rateLimit: { max: 20, windowSeconds: 60 } },
      schema: {
        tags,
        operationId: 'checkCoupon',
        summary: 'What a booking would cost with a coupon; nothing is booked or counted',
        body: couponCheckBody,
        headers: bookingHeaders,
        response: reply200(couponCheck),
      },
    },
    async (request) => ({
      data: await checkCoupon(request.ctx, deps, { ...request.body, token: tokenIn(request) }),
    }),
  );
}
