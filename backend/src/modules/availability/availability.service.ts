import { hash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { inPrepared, type Ctx, type SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { fail } from '../../lib/errors.ts';
import { withPauses } from '../../lib/pauses.ts';
import { dayOf } from '../../scheduling/days.ts';
import { explaining, findingSlots } from '../../scheduling/engine.ts';
import type { Instant, LocalDay, Problem } from '../../scheduling/types.ts';
import { zoneOf } from '../../scheduling/zones.ts';
import { can, canSomewhere } from '../identity/permissions.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import { wording } from './availability.answer.ts';
import type { AvailabilityQuestion } from './availability.contract.ts';
import { loadProblem, type Loaded } from './availability.problem.ts';
import { offeredSessions, peopleOf, type Part } from './availability.sessions.ts';

/** An answer as it is sent. */
export interface Answer {
  /** The data, as JSON in UTF-8. */
  json: Buffer;
  /** Its ETag. */
  tag: string;
  /** Whether it depends on which customer asked. */
  isPersonal: boolean;
  /** Milliseconds until time by itself makes it another; undefined if nothing but the clock's minute does. */
  changesIn: number | undefined;
}

const CUSTOMER = statement<{ id: string }>(
  'SELECT id FROM customers WHERE tenant_id = $1 AND user_id = $2 AND deleted_at IS NULL',
);

/** Whoever asks for themselves; those who book for others have no limits of their own. */
async function customerOf(ctx: SqlCtx, question: AvailabilityQuestion, businessId: string) {
  const { sql, tenant, actor } = ctx;
  const scope = { businessId, locationId: question.locationId ?? null };
  if (actor.id === null || can(actor, 'booking:write', scope)) return undefined;
  const [customer] = await sql(CUSTOMER, [tenant.id, actor.id]);
  return customer?.id;
}

/** @throws UNAUTHENTICATED, FORBIDDEN */
function demandSchedule({ actor }: Ctx, scope?: { businessId: string; locationId: string | null }): void {
  const isAllowed = scope ? can(actor, 'schedule:read', scope) : canSomewhere(actor, 'schedule:read');
  if (!isAllowed) throw fail(actor.kind === 'guest' ? 'UNAUTHENTICATED' : 'FORBIDDEN');
}

/** How much the engine may do without a pause, in starts times providers times services: about ten milliseconds. */
const MOST_WORK = 150_000;

/** Days that the engine can look at without keeping other requests waiting. */
function daysAtOnce({ rules: { grid, packing }, providers = [], services }: Problem): number {
  const starts = 'fixedStarts' in grid ? grid.fixedStarts.length : 1440 / grid.slotInterval;
  // Packing looks at what each start leaves free.
  const weight = packing === 'noOrphans' ? 3 : 1;
  const work = starts * Math.max(1, providers.length) * services.length * weight;
  return Math.max(1, Math.floor(MOST_WORK / work));
}

/** The days of the problem, a few at a time, with a pause for others in between. */
async function* partsOf(problem: Problem, explain: boolean): AsyncGenerator<Part & { problem: Problem }> {
  const step = daysAtOnce(problem);
  for (let from = problem.from; from <= problem.to; from += step) {
    if (from > problem.from) await turn();
    const some = { ...problem, from, to: Math.min(problem.to, from + step - 1) };
    const offers = await withPauses(findingSlots(some));
    yield { problem: some, offers, refusals: explain ? await withPauses(explaining(some)) : [] };
  }
}

async function textOf(loaded: Loaded, currency: string, { seats, explain }: AvailabilityQuestion) {
  const words = wording(loaded, currency, peopleOf(loaded), seats);
  const { toLocal } = zoneOf(loaded.timeZone);
  const dayOfStart = ({ start }: { start: Instant }): LocalDay => toLocal(start).day;
  const days: string[] = [];

  function write({ from, to }: Problem, { offers, refusals }: Part): void {
    const offersOn = Map.groupBy(offers, dayOfStart);
    const refusalsOn = Map.groupBy(refusals, dayOfStart);
    for (let day = from; day <= to; day += 1)
      days.push(words.day(day, offersOn.get(day) ?? [], explain ? (refusalsOn.get(day) ?? []) : undefined));
  }

  if (loaded.sessions) write(loaded.problem, offeredSessions(loaded, seats));
  else for await (const part of partsOf(loaded.problem, explain)) write(part.problem, part);
  return words.head + days.join(',') + words.tail;
}

const dayIfGiven = (date: string | undefined) => (date === undefined ? undefined : dayOf(date));

/**
 * Answers which starts are offered.
 * @param businessId of the first service
 * @throws what loadProblem throws; UNAUTHENTICATED and FORBIDDEN where reasons are asked for by whoever may not know them
 */
export async function answerQuestion(
  ctx: Ctx,
  vertical: Vertical,
  question: AvailabilityQuestion,
  businessId: string,
): Promise<Answer> {
  const { items, locationId, from, to, seats, explain } = question;
  if (explain) demandSchedule(ctx);
  const loaded = await inPrepared(ctx, async (ctx) =>
    loadProblem(ctx, vertical, {
      items,
      locationId,
      from: dayIfGiven(from),
      to: dayIfGiven(to),
      customerId: await customerOf(ctx, question, businessId),
    }),
  );
  const scope = { businessId: loaded.business.id, locationId: loaded.location?.id ?? null };
  if (explain) demandSchedule(ctx, scope);
  if (seats > 1 && !loaded.sessions)
    throw fail('VALIDATION', { details: [{ field: 'seats', message: 'is only for what is sold by seats' }] });
  const json = Buffer.from(await textOf(loaded, vertical.locale.currency, question));
  return {
    json,
    tag: `W/"${hash('sha1', json, 'base64url')}"`,
    isPersonal: loaded.isPersonal,
    changesIn: loaded.holdEndsIn,
  };
}
