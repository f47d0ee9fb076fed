import { createAvatar } from '@dicebear/core';
import * as lorelei from '@dicebear/lorelei';
import { requireTenant } from '#lib/server/guards.ts';
import type { RequestHandler } from './$types';

const variants = (numbers: string) => numbers.split(' ').map((number) => `variant${number}`);

/** Faces in a good mood, with hair that anyone may wear: a name does not tell whose face it is. */
const style: lorelei.Options = {
  hair: variants('04 05 06 07 09 11 12 20 22 29 30 37 39 43 44') as NonNullable<lorelei.Options['hair']>,
  eyes: variants('02 04 06 08 11 12 14 17 20 23') as NonNullable<lorelei.Options['eyes']>,
  eyebrows: variants('01 02 03 04 05 06 07 08 09 10') as NonNullable<lorelei.Options['eyebrows']>,
  mouth: ['happy01', 'happy02', 'happy03', 'happy04', 'happy05', 'happy06'],
  beardProbability: 0,
  earringsProbability: 15,
  glassesProbability: 20,
};

/** A drawn portrait for people who have not sent a picture of themselves. */
export const GET: RequestHandler = ({ locals, params }) => {
  requireTenant(locals);
  const portrait = createAvatar(lorelei, { ...style, seed: params.seed, scale: 112, translateY: 6 });
  return new Response(portrait.toString(), {
    headers: { 'content-type': 'image/svg+xml', 'cache-control': 'public, max-age=31536000, immutable' },
  });
};
