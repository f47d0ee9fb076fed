import type { Measurement } from '../bench.ts';
import { availabilityCost } from './http/availability.ts';
import { bookingCost } from './http/bookings.ts';
import { onStage } from './http/stage.ts';
import { longestStretches } from './http/stretches.ts';

/** The hot paths over HTTP, in processes of their own, each beside a yardstick on the same machine at the same time. */
export function httpCost(isQuick: boolean): Promise<Measurement[]> {
  return onStage(isQuick, async (stage) => {
    const api = await stage.start('api');
    return [...(await availabilityCost(stage, api)), ...(await bookingCost(stage, api))];
  });
}

/** How long single requests keep all others waiting. */
export function stretchCost(isQuick: boolean): Promise<Measurement[]> {
  return onStage(isQuick, async (stage) => longestStretches(stage, await stage.start('api')));
}
