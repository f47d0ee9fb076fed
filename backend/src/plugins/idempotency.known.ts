import { setImmediate as turn } from 'node:timers/promises';
import { inPrepared, type Ctx } from '../lib/context.ts';
import { statement, type Database } from '../lib/database.ts';

const KNOWN = statement<{ actorKey: string; key: string }>(`
  SELECT actor_key AS "actorKey", key FROM idempotency_keys
  WHERE tenant_id = $1::uuid AND (actor_key, key) IN (SELECT * FROM unnest($2::text[], $3::text[]))`);

const placeIn = (sender: string, key: string) => `${sender} ${key}`;

interface Look {
  places: { sender: string; key: string }[];
  known: Promise<Set<string>>;
}

/** Keys that are about to be looked up in a database, by tenant. */
const looksIn = new WeakMap<Database, Map<string, Look>>();

function looksOf({ database }: Ctx): Map<string, Look> {
  const looks = looksIn.get(database) ?? new Map<string, Look>();
  looksIn.set(database, looks);
  return looks;
}

async function lookUp(ctx: Ctx, looks: Map<string, Look>, places: Look['places']): Promise<Set<string>> {
  await turn();
  looks.delete(ctx.tenant.id);
  const values = [places.map(({ sender }) => sender), places.map(({ key }) => key)];
  const rows = await inPrepared(ctx, ({ sql, tenant }) => sql(KNOWN, [tenant.id, ...values]));
  return new Set(rows.map(({ actorKey, key }) => placeIn(actorKey, key)));
}

/** Whether a key is taken; those who ask in the same turn of the event loop share one round trip. */
export async function isTaken(ctx: Ctx, sender: string, key: string): Promise<boolean> {
  const looks = looksOf(ctx);
  let look = looks.get(ctx.tenant.id);
  if (!look) {
    const places: Look['places'] = [];
    look = { places, known: lookUp(ctx, looks, places) };
    looks.set(ctx.tenant.id, look);
  }
  look.places.push({ sender, key });
  return (await look.known).has(placeIn(sender, key));
}
