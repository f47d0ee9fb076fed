import type { Deps } from '../../deps.ts';
import { inPrepared, type Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { fail } from '../../lib/errors.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import type { AvailabilityQuestion } from './availability.contract.ts';
import { KEPT_MS, versionOf } from './availability.freshness.ts';
import { openMemories } from './availability.memory.ts';
import { answerQuestion, type Answer } from './availability.service.ts';

/** Of all kept answers together. */
const MOST_BYTES = 32 * 1024 * 1024;
const MOST_SERVICES = 10_000;
const MINUTE_MS = 60_000;

interface Kept extends Answer {
  version: string;
  /** On the process's own clock, in milliseconds. */
  until: number;
}

interface Flight {
  version: string;
  promise: Promise<Answer>;
}

/** The newest answers, each for two seconds at most; the oldest make room. */
function openShelf() {
  const kept = new Map<string, Kept>();
  let bytes = 0;

  function remove(key: string, { json }: Kept): void {
    kept.delete(key);
    bytes -= json.length;
  }

  return {
    get: (key: string) => kept.get(key),
    set(key: string, answer: Kept): void {
      const former = kept.get(key);
      if (former) remove(key, former);
      kept.set(key, answer);
      bytes += answer.json.length;
      const now = performance.now();
      for (const [oldest, old] of kept) {
        if (old.until > now && bytes <= MOST_BYTES) break;
        remove(oldest, old);
      }
    },
  };
}

const BUSINESS = statement<{ id: string }>(
  'SELECT business_id AS id FROM services WHERE tenant_id = $1 AND id = $2',
);

/** Whose a service is: that never changes. */
function businesses() {
  const known = new Map<string, string>();
  return async (ctx: Ctx, serviceId: string): Promise<string> => {
    const key = `${ctx.tenant.id}:${serviceId}`;
    const id = known.get(key);
    if (id !== undefined) return id;
    const [found] = await inPrepared(ctx, ({ sql }) => sql(BUSINESS, [ctx.tenant.id, serviceId]));
    if (!found) throw fail('NOT_FOUND');
    if (known.size >= MOST_SERVICES) known.clear();
    known.set(key, found.id);
    return found.id;
  };
}

/**
 * Answers questions, from memory where nothing has changed since: neither what anybody wrote (availability.freshness.ts)
 * nor what the minute of the clock or the end of a hold makes different. Those who ask the same at the same time share
 * one computation; what depends on the customer, or gives reasons, is computed for whoever asks.
 */
export function answering(deps: Deps): (ctx: Ctx, question: AvailabilityQuestion) => Promise<Answer> {
  const shelf = openShelf();
  const memories = openMemories();
  const flights = new Map<string, Flight>();
  const businessOf = businesses();

  /** Milliseconds for which an answer holds: its minute is rounded up, so it is over when the minute is full. */
  function lifeOf({ changesIn = KEPT_MS }: Answer, at: Date): number {
    const left = (MINUTE_MS - (at.getTime() % MINUTE_MS)) % MINUTE_MS;
    return Math.min(KEPT_MS, changesIn, left);
  }

  async function compute(
    key: string,
    version: string,
    ctx: Ctx,
    question: AvailabilityQuestion,
    businessId: string,
  ) {
    const [began, at] = [performance.now(), ctx.now()];
    const vertical = verticalOf(deps.verticals, ctx.tenant);
    const { answer, memory } = await answerQuestion(ctx, vertical, question, businessId, memories.get(key));
    if (memory) memories.set(key, memory);
    const isForAll = ctx.actor.id === null || !answer.isPersonal;
    if (isForAll) shelf.set(key, { ...answer, version, until: began + lifeOf(answer, at) });
    return answer;
  }

  return async (ctx, question) => {
    const { tenant, actor } = ctx;
    const businessId = await businessOf(ctx, question.items[0]?.serviceId ?? '');
    const version = question.explain ? undefined : await versionOf(deps, tenant.id, businessId);
    const key = `${tenant.id}:${JSON.stringify(question)}`;
    if (version === undefined) {
      const vertical = verticalOf(deps.verticals, tenant);
      return (await answerQuestion(ctx, vertical, question, businessId, memories.get(key))).answer;
    }

    const isGuest = actor.id === null;
    const kept = shelf.get(key);
    const isGood = kept?.version === version && kept.until > performance.now();
    if (isGood && (isGuest || !kept.isPersonal)) return kept;
    if (!isGuest) return compute(key, version, ctx, question, businessId);

    const flying = flights.get(key);
    if (flying?.version === version) return flying.promise;
    const flight = { version, promise: compute(key, version, ctx, question, businessId) };
    flights.set(key, flight);
    const land = () => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    flight.promise.then(land, land);
    return flight.promise;
  };
}
