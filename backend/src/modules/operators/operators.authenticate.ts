import type { FastifyRequest } from 'fastify';
import type { Deps } from '../../deps.ts';
import type { Operator } from './operators.context.ts';
import { operatorCtx } from './operators.context.ts';
import { operatorCookies } from './operators.cookies.ts';
import { findOperator } from './operators.sessions.ts';

/** Tells which operator a request is from: plugins/auth.ts asks on routes of access `operator`. */
export function operatorAuthenticator(deps: Deps) {
  const { name } = operatorCookies(deps.env);
  return async (request: FastifyRequest): Promise<Operator | undefined> => {
    const token = request.cookies[name];
    return token === undefined ? undefined : findOperator(operatorCtx(deps, request), token);
  };
}
