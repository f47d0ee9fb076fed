import { createAvatar } from '@dicebear/core';
import * as lorelei from '@dicebear/lorelei';
import { requireTenant } from '#lib/server/guards.ts';
import type { RequestHandler } from './$types';

/** A drawn portrait for people who have not sent a picture of themselves. */
export const GET: RequestHandler = ({ locals, params }) => {
  requireTenant(locals);
  const portrait = createAvatar(lorelei, { seed: params.seed, scale: 112, translateY: 4, beardProbability: 0 });
  return new Response(portrait.toString(), {
    headers: { 'content-type': 'image/svg+xml', 'cache-control': 'public, max-age=31536000, immutable' },
  });
};
