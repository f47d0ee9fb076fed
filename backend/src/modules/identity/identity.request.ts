import type { FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod/mini';
import type { App } from '../../app.ts';
import { reply200 } from '../../plugins/envelope.ts';
import { identityTools, type IdentityCtx } from './identity.context.ts';
import {
  clearSessionCookies,
  cookieNames,
  setDeviceCookie,
  setSessionCookies,
  type SessionTokens,
} from './identity.cookies.ts';
import { deviceCookie } from './identity.devices.ts';
import type { SignIn } from './identity.login.ts';
import { getMeOf } from './identity.profile.ts';
import { parseRefreshToken } from './identity.tokens.ts';

const MOST_OF_AN_AGENT = 400;

/** What the routes of this module share: a request's ctx, and the cookies they set and clear. */
export function identityWeb({ deps }: App) {
  const tools = identityTools(deps);
  const names = cookieNames(deps.env);
  const refreshCookie = (request: FastifyRequest) => request.cookies[names.refresh];
  const signIn = (reply: FastifyReply, tokens: SessionTokens) =>
    setSessionCookies(reply, names, tokens, tools);
  const knowDevice = (reply: FastifyReply, tenantId: string, email: string) =>
    setDeviceCookie(reply, names, deviceCookie(tools.keys, tenantId, email));
  return {
    ctxOf: (request: FastifyRequest): IdentityCtx => {
      const userAgent = request.headers['user-agent']?.slice(0, MOST_OF_AN_AGENT) ?? null;
      const client = { ip: request.ip, userAgent, deviceCookie: request.cookies[names.device] };
      return { ...request.ctx, tools, client };
    },
    refreshCookie,
    /** For routes that act by the refresh token alone, see plugins/csrf.ts. */
    refreshSessionId: (request: FastifyRequest) => parseRefreshToken(refreshCookie(request) ?? '')?.sessionId,
    signIn,
    signOut: (reply: FastifyReply) => clearSessionCookies(reply, names),
    knowDevice,
    /** Sets the cookies of a session that has just started. @returns whose it is */
    answerSignIn: async (ctx: IdentityCtx, reply: FastifyReply, { userId, email, ...tokens }: SignIn) => {
      signIn(reply, tokens);
      knowDevice(reply, ctx.tenant.id, email);
      return { data: { user: await getMeOf(ctx, userId, tokens.sessionId) } };
    },
  };
}

export type IdentityWeb = ReturnType<typeof identityWeb>;

/** Response of a handler that returns `accepted(reply)`. */
export function reply202() {
  return { 202: reply200(z.strictObject({}))[200] };
}

/** What was asked has been taken note of; whether it leads to anything, only a mail tells. */
export async function accepted(reply: FastifyReply): Promise<{ data: Record<string, never> }> {
  void reply.code(202);
  return { data: {} };
}
