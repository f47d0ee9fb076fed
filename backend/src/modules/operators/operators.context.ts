import type { FastifyRequest } from 'fastify';
import type { Deps } from '../../deps.ts';
import { commonErrors, failWith } from '../../lib/errors.ts';
import type { Db } from '../../lib/database.ts';
import { identityErrors } from '../identity/identity.contract.ts';
import { operatorErrors } from './operators.contract.ts';

export const fail = failWith({ ...commonErrors, ...identityErrors, ...operatorErrors });

/** A person of the installation who is signed in. Not a user of any tenant. */
export interface Operator {
  id: string;
  name: string;
  email: string;
  sessionId: string;
}

/** What the operators' use cases are given. There is no tenant in it, and no client but through asOperator. */
export interface OperatorCtx {
  deps: Pick<Deps, 'operatorDatabase' | 'env' | 'limits'>;
  operator: Operator | null;
  requestId: string;
  ip: string;
  userAgent: string | null;
}

/** The ctx of a request; `operator` is null until somebody was recognised. */
export function operatorCtx(deps: OperatorCtx['deps'], request: FastifyRequest): OperatorCtx {
  return {
    deps,
    operator: request.operator,
    requestId: request.id,
    ip: request.ip,
    userAgent: request.headers['user-agent'] ?? null,
  };
}

interface Deed {
  /** What is done, like `tenant.suspended`. */
  action: string;
  tenantId?: string;
  details?: Record<string, string | null>;
}

/**
 * The only way across tenants: one transaction as turnero_operator, whose deed stands in operator_events if and
 * only if it happened. Reading lists goes through `readAsOperator` instead.
 */
export async function asOperator<T>(ctx: OperatorCtx, deed: Deed, work: (db: Db) => Promise<T>): Promise<T> {
  const operatorId = ctx.operator?.id ?? null;
  return ctx.deps.operatorDatabase.transaction({ tenantId: null, actorId: operatorId }, async (db) => {
    const result = await work(db);
    await db.operatorEvent.create({
      data: {
        operatorId,
        action: deed.action,
        tenantId: deed.tenantId ?? null,
        details: deed.details ?? {},
        requestId: ctx.requestId,
      },
      select: { id: true },
    });
    return result;
  });
}

/** Looks without leaving a trace: sessions and lists that an operator sees all day. */
export async function readAsOperator<T>(ctx: OperatorCtx, work: (db: Db) => Promise<T>): Promise<T> {
  return ctx.deps.operatorDatabase.transaction({ tenantId: null, actorId: ctx.operator?.id ?? null }, work);
}
