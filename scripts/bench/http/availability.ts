import { dateOf } from '../../../backend/src/scheduling/days.ts';
import type { Measurement } from '../../bench.ts';
import { alternating } from '../rounds.ts';
import { asked, availabilityPath } from './requests.ts';
import { costOf, type Server, type Stage } from './stage.ts';
import { TODAY } from './slots.ts';

const CLIENTS = 32;
const ROUNDS = 9;

/** 50 providers, 30 days: computed beside a query of one row, kept beside a body of that size. */
export async function availabilityCost(stage: Stage, api: Server): Promise<Measurement[]> {
  const { place, load, start, isQuick } = stage;
  const rounds = isQuick ? 1 : ROUNDS;
  const [forgetful, bare] = [await start('forgetful'), await start('bare')];
  const question = asked(place, availabilityPath(place, dateOf(TODAY + 1), dateOf(TODAY + 30)));
  const round =
    ({ port }: Server, requests: readonly string[], seconds = 1) =>
    () =>
      costOf(stage, { port, clients: CLIENTS, requests, seconds: isQuick ? 0.1 : seconds });
  const computed = await alternating(round(forgetful, question, 2), round(bare, asked(place, '/')), rounds);
  const { body } = await load({ port: api.port, clients: 1, requests: question.slice(0, 1) });
  await api.ask({ do: 'fix', bytes: Buffer.byteLength(body) });
  const kept = await alternating(round(api, question), round(api, asked(place, '/api/v1/fixed')), rounds);
  return [
    { name: 'availability, computed / Fastify with one SELECT', ...computed, bound: 1 / 0.05 },
    { name: 'availability, kept / a fixed body of its size', ...kept, bound: 1 / 0.8 },
  ];
}
