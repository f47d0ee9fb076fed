import type { Prisma } from '../../../generated/prisma/client.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../../app.ts';
import { emit } from '../../events.ts';
import { inTransaction, type TxCtx } from '../../lib/context.ts';
import { withIdempotency } from '../../plugins/idempotency.ts';
import { audit } from '../audit/audit.service.ts';
import { touch } from '../availability/availability.freshness.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import { stampBusiness } from './catalogue.stamp.ts';

/** What was done to one thing of a business: as it was (unless it is new) and as it is (unless it is gone). */
interface Change {
  businessId: string;
  /** The kind of thing and a past verb: "service.changed". */
  action: string;
  entityId: string;
  before?: object;
  after?: object;
}

/** A transaction that changes what a business offers, or when. */
export interface ChangeCtx extends TxCtx {
  vertical: Vertical;
  /** Keeps what changed, if anything did, in the history, and announces it to whatever shows the business's free time. */
  note: (change: Change) => Promise<void>;
}

/** The fields of `one` that differ from those of `other`. */
function differing(one: object | undefined, other: object | undefined): Prisma.InputJsonObject | undefined {
  if (!one || !other) return one;
  const others = new Map<string, unknown>(Object.entries(other));
  return Object.fromEntries(
    Object.entries(one).filter(
      ([key, value]) => key !== 'updatedAt' && JSON.stringify(value) !== JSON.stringify(others.get(key)),
    ),
  );
}

const isEmpty = (part: object | undefined) => part !== undefined && Object.keys(part).length === 0;

/** @returns whether there was anything to keep */
async function keep(ctx: TxCtx, { action, entityId, before, after }: Change): Promise<boolean> {
  const was = differing(before, after);
  const is = differing(after, before);
  if (isEmpty(was) && isEmpty(is)) return false;
  await audit(ctx, {
    action,
    entity: action.split('.', 1).join(),
    entityId,
    ...(was && { before: was }),
    ...(is && { after: is }),
  });
  return true;
}

type Work<T> = (ctx: ChangeCtx) => Promise<T>;

/** What the routes that change a catalogue share: no answer is sent before nobody can be shown what was before it. */
export function changesOf({ deps }: App) {
  function changing({ ctx }: FastifyRequest) {
    const changed = new Set<string>();
    const within = (tx: TxCtx): ChangeCtx => {
      // A retried transaction notes again.
      changed.clear();
      return {
        ...tx,
        vertical: verticalOf(deps.verticals, tx.tenant),
        note: async (change) => {
          const { businessId } = change;
          const isChange = await keep(tx, change);
          if (!isChange) return;
          if (changed.has(businessId)) return;
          changed.add(businessId);
          await stampBusiness(tx, businessId);
          await emit(tx, 'schedule.changed', { businessId });
          await emit(tx, 'search.outdated', { businessId });
        },
      };
    };
    const settle = () =>
      Promise.all([...changed].map((businessId) => touch(deps, ctx.tenant.id, businessId)));
    return { within, settle };
  }

  /** Runs a change in a transaction of its own. @returns the body of a 200 */
  async function change<T>(request: FastifyRequest, work: Work<T>): Promise<{ data: T }> {
    const { within, settle } = changing(request);
    const data = await inTransaction(request.ctx, (tx) => work(within(tx)));
    await settle();
    return { data };
  }

  /** The same for what is created, once for each Idempotency-Key. @returns the body of a 201 */
  async function create<T>(
    request: FastifyRequest,
    reply: FastifyReply,
    work: Work<T>,
  ): Promise<{ data: T }> {
    const { within, settle } = changing(request);
    const body = await withIdempotency(request, reply, async (tx) => ({
      status: 201,
      body: { data: await work(within(tx)) },
    }));
    await settle();
    return body;
  }

  return { change, create };
}

type Given<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** What a change says, without what it leaves out. */
export function given<T extends object>(change: T): Given<T> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Given<T>;
}
