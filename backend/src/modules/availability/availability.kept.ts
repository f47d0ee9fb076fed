import { LRUCache } from 'lru-cache';
import type { Deps } from '../../deps.ts';
import { inPrepared, type Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { fail } from '../../lib/errors.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import type { AvailabilityQuestion } from './availability.contract.ts';
import { KEPT_MS, lifeAt, versionOf } from './availability.freshness.ts';
import { openMemories } from './availability.memory.ts';
import { answerQuestion, type Answer } from './availability.service.ts';

/** Of all kept answers together. */
const MOST_BYTES = 32 * 1024 * 1024;
const MOST_SERVICES = 10_000;

interface Kept extends Answer {
  version: string;
  /** On the process's own clock, in milliseconds. */
  until: number;
}

interface Flight {
  version: string;
  promise: Promise<Answer>;
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
 * one computation; what depends on the customer, or is staff's, is computed for whoever asks.
 */
export function answering(deps: Deps): (ctx: Ctx, question: AvailabilityQuestion) => Promise<Answer> {
  const shelf = new LRUCache<string, Kept>({
    maxSize: MOST_BYTES,
    sizeCalculation: ({ json }) => json.length,
  });
  const memories = openMemories();
  const flights = new Map<string, Flight>();
  const businessOf = businesses();

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
    if (isForAll)
      shelf.set(key, {
        ...answer,
        version,
        until: began + Math.min(lifeAt(at), answer.changesIn ?? KEPT_MS),
      });
    return answer;
  }

  return async (ctx, question) => {
    const { tenant, actor } = ctx;
    const businessId = await businessOf(ctx, question.items[0]?.serviceId ?? '');
    const isStaffs = question.explain || question.desk;
    const version = isStaffs ? undefined : await versionOf(deps, tenant.id, businessId);
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
