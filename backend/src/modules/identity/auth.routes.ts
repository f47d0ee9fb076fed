import type { FastifyRequest } from 'fastify';
import type { App } from '../../app.ts';
import { languagesIn } from '../../lib/languages.ts';
import { reply200, reply204 } from '../../plugins/envelope.ts';
import { LOCALES, type Locale } from '../verticals/verticals.fields.ts';
import {
  emailOnly,
  login,
  magicLink,
  passwordReset,
  registration,
  signedIn,
  tokenOnly,
  verifiedEmail,
} from './identity.contract.ts';
import { confirmEmailChange } from './identity.email.ts';
import { logIn } from './identity.login.ts';
import { confirmMagicLink, requestMagicLink } from './identity.magic.ts';
import { requestPasswordReset, resetPassword } from './identity.password.ts';
import { logOut, refreshSession } from './identity.refresh.ts';
import { registerAccount, resendVerification, verifyEmail } from './identity.registration.ts';
import { accepted, reply202, type IdentityWeb } from './identity.request.ts';
import { logOutEverywhere } from './identity.sessions.ts';

const tags = ['Signing in'];

/** The first of the browser's languages that mails are written in; the tenant's own otherwise. */
function localeOf(app: App, request: FastifyRequest): Locale {
  const found = languagesIn(request.headers['accept-language'])
    .flatMap((wish) => LOCALES.filter((locale) => languagesIn(locale).includes(wish)))
    .at(0);
  return found ?? app.deps.verticals.get(request.ctx.tenant.vertical)?.locale.default ?? LOCALES[0];
}

function registrationRoutes(app: App, { ctxOf, knowDevice }: IdentityWeb): void {
  app.post(
    '/auth/register',
    {
      config: { access: 'public' },
      schema: {
        tags,
        operationId: 'register',
        summary: 'Make an account; a mail follows, whether the address is new or known',
        body: registration,
        response: reply202(),
      },
    },
    async (request, reply) => {
      const { locale = localeOf(app, request), ...input } = request.body;
      await registerAccount(ctxOf(request), { ...input, locale });
      return accepted(reply);
    },
  );

  app.post(
    '/auth/verify-email',
    {
      config: { access: 'public' },
      schema: {
        tags,
        operationId: 'verifyEmail',
        summary: 'Confirm an address by the link sent to it; then sign in',
        body: tokenOnly,
        response: reply200(verifiedEmail),
      },
    },
    async (request, reply) => {
      const verified = await verifyEmail(ctxOf(request), request.body.token);
      knowDevice(reply, request.ctx.tenant.id, verified.email);
      return { data: verified };
    },
  );

  app.post(
    '/auth/verification',
    {
      config: { access: 'public' },
      schema: {
        tags,
        operationId: 'resendVerification',
        summary: 'Send the link that confirms an address again',
        body: emailOnly,
        response: reply202(),
      },
    },
    async (request, reply) => {
      await resendVerification(ctxOf(request), request.body.email);
      return accepted(reply);
    },
  );
}

function sessionRoutes(app: App, web: IdentityWeb): void {
  const { ctxOf, signIn, signOut, answerSignIn, refreshCookie, refreshSessionId } = web;

  app.post(
    '/auth/login',
    {
      config: { access: 'public' },
      schema: {
        tags,
        operationId: 'logIn',
        summary: 'Sign in; the tokens come as cookies',
        body: login,
        response: reply200(signedIn),
      },
    },
    async (request, reply) => {
      const ctx = ctxOf(request);
      return answerSignIn(ctx, reply, await logIn(ctx, request.body));
    },
  );

  app.post(
    '/auth/refresh',
    {
      config: { access: 'public', csrfSession: refreshSessionId },
      schema: {
        tags,
        operationId: 'refresh',
        summary: 'Renew a session by its refresh token, which is used up',
        response: reply204(),
      },
    },
    async (request, reply) => {
      try {
        signIn(reply, await refreshSession(ctxOf(request), refreshCookie(request) ?? ''));
      } catch (error) {
        signOut(reply);
        throw error;
      }
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/auth/logout',
    {
      config: { access: 'public', csrfSession: refreshSessionId },
      schema: { tags, operationId: 'logOut', summary: 'Sign out here', response: reply204() },
    },
    async (request, reply) => {
      await logOut(ctxOf(request), refreshCookie(request));
      signOut(reply);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/auth/logout-all',
    {
      config: { access: 'signedIn' },
      schema: {
        tags,
        operationId: 'logOutEverywhere',
        summary: 'Sign out on every device',
        response: reply204(),
      },
    },
    async (request, reply) => {
      await logOutEverywhere(ctxOf(request));
      signOut(reply);
      return reply.code(204).send(null);
    },
  );
}

function magicRoutes(app: App, { ctxOf, answerSignIn }: IdentityWeb): void {
  app.post(
    '/auth/magic-link',
    {
      config: { access: 'public' },
      schema: {
        tags,
        operationId: 'requestMagicLink',
        summary: 'Ask for a link that signs in; same answer for known and unknown addresses',
        body: magicLink,
        response: reply202(),
      },
    },
    async (request, reply) => {
      await requestMagicLink(ctxOf(request), request.body);
      return accepted(reply);
    },
  );

  app.post(
    '/auth/magic-link/confirm',
    {
      config: { access: 'public' },
      schema: {
        tags,
        operationId: 'confirmMagicLink',
        summary: 'Sign in by the link, which is used up; the tokens come as cookies',
        body: tokenOnly,
        response: reply200(signedIn),
      },
    },
    async (request, reply) => {
      const ctx = ctxOf(request);
      return answerSignIn(ctx, reply, await confirmMagicLink(ctx, request.body.token));
    },
  );
}

function recoveryRoutes(app: App, { ctxOf, knowDevice }: IdentityWeb): void {
  app.post(
    '/auth/password-reset',
    {
      config: { access: 'public' },
      schema: {
        tags,
        operationId: 'requestPasswordReset',
        summary: 'Ask for a link to choose a new password; same answer for known and unknown addresses',
        body: emailOnly,
        response: reply202(),
      },
    },
    async (request, reply) => {
      await requestPasswordReset(ctxOf(request), request.body.email);
      return accepted(reply);
    },
  );

  app.post(
    '/auth/password-reset/confirm',
    {
      config: { access: 'public' },
      schema: {
        tags,
        operationId: 'resetPassword',
        summary: 'Choose a new password by the link; ends every session and API key',
        body: passwordReset,
        response: reply200(verifiedEmail),
      },
    },
    async (request, reply) => {
      const reset = await resetPassword(ctxOf(request), request.body);
      knowDevice(reply, request.ctx.tenant.id, reset.email);
      return { data: reset };
    },
  );

  app.post(
    '/auth/email-change/confirm',
    {
      config: { access: 'public' },
      schema: {
        tags,
        operationId: 'confirmEmailChange',
        summary: 'Move an account to the address that the link was sent to',
        body: tokenOnly,
        response: reply200(verifiedEmail),
      },
    },
    async (request) => ({ data: await confirmEmailChange(ctxOf(request), request.body.token) }),
  );
}

export function authRoutes(app: App, web: IdentityWeb): void {
  registrationRoutes(app, web);
  sessionRoutes(app, web);
  magicRoutes(app, web);
  recoveryRoutes(app, web);
}
