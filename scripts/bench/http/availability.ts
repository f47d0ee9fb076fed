import pg from 'pg';
import { dateOf } from '../../../backend/src/scheduling/days.ts';
import type { Measurement } from '../../bench.ts';
import { alternating } from '../rounds.ts';
import { asked, availabilityPath } from './requests.ts';
import { costOf, type Server, type Stage } from './stage.ts';
import { TODAY } from './slots.ts';

const CLIENTS = 32;
const ROUNDS = 9;

/** Changes of taken time in a second while computed answers are asked for: more than fifty providers are ever booked. */
const CHANGES = 1;

/** Cancels bookings and takes their time again, one after the other. @returns what ends it */
async function changing({ place }: Stage): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: place.env.DATABASE_URL });
  await client.connect();
  await client.query("SELECT set_config('app.tenant_id', $1, false)", [place.tenantId]);
  const { rows } = await client.query<{ id: string }>(
    `SELECT id FROM allocations WHERE tenant_id = $1 AND subject_id = ANY($2::uuid[])
     AND lower(period) > now() + interval '2 days' AND lower(period) < now() + interval '29 days'`,
    [place.tenantId, place.busy.providerIds],
  );
  const timer = setInterval(() => {
    const { id } = rows[Math.trunc(Math.random() * rows.length)] ?? {};
    void client.query(
      `UPDATE allocations SET state = CASE state WHEN 'confirmed' THEN 'cancelled' ELSE 'confirmed' END::allocation_state
       WHERE tenant_id = $1 AND id = $2`,
      [place.tenantId, id],
    );
  }, 1000 / CHANGES);
  return () => {
    clearInterval(timer);
    return client.end();
  };
}

/**
 * 50 providers, 30 days: computed beside a query of one row, while time is taken and freed; kept beside a body of that
 * size.
 */
export async function availabilityCost(stage: Stage, api: Server): Promise<Measurement[]> {
  const { place, load, start, isQuick } = stage;
  const rounds = isQuick ? 1 : ROUNDS;
  const [forgetful, bare] = [await start('forgetful'), await start('bare')];
  const question = asked(place, availabilityPath(place, dateOf(TODAY + 1), dateOf(TODAY + 30)));
  const round =
    ({ port }: Server, requests: readonly string[], seconds = 1) =>
    () =>
      costOf(stage, { port, clients: CLIENTS, requests, seconds: isQuick ? 0.1 : seconds });
  const calm = await changing(stage);
  const computed = await alternating(round(forgetful, question, 2), round(bare, asked(place, '/')), rounds);
  await calm();
  const { body } = await load({ port: api.port, clients: 1, requests: question.slice(0, 1) });
  await api.ask({ do: 'fix', bytes: Buffer.byteLength(body) });
  const kept = await alternating(round(api, question), round(api, asked(place, '/api/v1/fixed')), rounds);
  return [
    { name: 'availability, computed / Fastify with one SELECT', ...computed, bound: 1 / 0.05 },
    { name: 'availability, kept / a fixed body of its size', ...kept, bound: 1 / 0.8 },
  ];
}
