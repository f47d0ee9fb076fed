import Fastify, { type FastifyBaseLogger, type FastifyInstance, type RawServerDefault } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Deps } from './deps.ts';
import { applicationRoutes } from './modules/applications/applications.routes.ts';
import { availabilityRoutes } from './modules/availability/availability.routes.ts';
import { bookingRoutes } from './modules/bookings/bookings.routes.ts';
import { bookingSearchRoutes } from './modules/bookings/bookings.search.routes.ts';
import { bookingStepRoutes } from './modules/bookings/bookings.steps.routes.ts';
import { calendarRoutes } from './modules/bookings/calendar.routes.ts';
import { feedRoutes } from './modules/calendars/feeds.routes.ts';
import { brandRoutes } from './modules/brand/brand.routes.ts';
import { catalogueRoutes } from './modules/catalogue/catalogue.routes.ts';
import { manageRoutes } from './modules/catalogue/manage.routes.ts';
import { couponRoutes } from './modules/coupons/coupons.routes.ts';
import { customerRoutes } from './modules/customers/customers.routes.ts';
import { domainRoutes } from './modules/domains/domains.routes.ts';
import { identityRoutes } from './modules/identity/identity.routes.ts';
import { invitationRoutes } from './modules/invitations/invitations.routes.ts';
import { inboxRoutes } from './modules/inbox/inbox.routes.ts';
import { intakeRoutes } from './modules/intake/intake.routes.ts';
import { insightRoutes } from './modules/insights/insights.routes.ts';
import { auditRoutes } from './modules/audit/audit.routes.ts';
import { ledgerRoutes } from './modules/ledger/ledger.routes.ts';
import { notificationRoutes } from './modules/inbox/notifications.routes.ts';
import { mediaRoutes } from './modules/media/media.routes.ts';
import { messageRoutes } from './modules/messages/messages.routes.ts';
import { operatorAuthenticator } from './modules/operators/operators.authenticate.ts';
import { operatorConsoleRoutes } from './modules/operators/operators.console.routes.ts';
import { operatorRoutes } from './modules/operators/operators.routes.ts';
import { blockRoutes } from './modules/schedules/blocks.routes.ts';
import { accountRoutes } from './modules/payments/accounts.routes.ts';
import { managedPaymentRoutes } from './modules/payments/payments.manage.ts';
import { paymentRoutes, webhookRoutes } from './modules/payments/payments.routes.ts';
import { scheduleRoutes } from './modules/schedules/schedules.routes.ts';
import { sessionRoutes } from './modules/schedules/sessions.routes.ts';
import { searchRoutes } from './modules/search/search.routes.ts';
import { seriesRoutes } from './modules/series/series.routes.ts';
import { settingsRoutes } from './modules/settings/settings.routes.ts';
import { answerRoutes } from './modules/tenants/answers.routes.ts';
import { tenantRoutes } from './modules/tenants/tenants.routes.ts';
import { vitalsRoutes } from './modules/vitals/vitals.routes.ts';
import { waitlistRoutes } from './modules/waitlist/waitlist.routes.ts';
import { authPlugin } from './plugins/auth.ts';
import { corsPlugin } from './plugins/cors.ts';
import { csrfPlugin } from './plugins/csrf.ts';
import { envelopePlugin } from './plugins/envelope.ts';
import { errorsPlugin } from './plugins/errors.ts';
import { healthPlugin } from './plugins/health.ts';
import { hostsPlugin } from './plugins/hosts.ts';
import { keptPlugin } from './plugins/kept.ts';
import { limitsPlugin } from './plugins/limits.ts';
import { openapiPlugin } from './plugins/openapi.ts';
import { realtimePlugin } from './plugins/realtime.ts';
import { requestsPlugin, serverOptions } from './plugins/requests.ts';
import { securityPlugin } from './plugins/security.ts';
import { tenantPlugin } from './plugins/tenant.ts';

export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

declare module 'fastify' {
  interface FastifyInstance {
    deps: Deps;
  }
}

/** The API, wired: the same in production and in tests. What it holds open belongs to `deps`. */
export async function buildApp(deps: Deps): Promise<App> {
  const app: App = Fastify(serverOptions(deps))
    .setValidatorCompiler(validatorCompiler)
    .setSerializerCompiler(serializerCompiler)
    .withTypeProvider<ZodTypeProvider>();
  app.decorate('deps', deps);

  // Before all others: what comes after it is inside of its spans.
  if (deps.tracing?.plugin) await app.register(deps.tracing.plugin);
  // The order is the order of a request: its id, its limits, whose site it is, who asks.
  await app.register(requestsPlugin);
  await app.register(errorsPlugin);
  await app.register(envelopePlugin);
  // Before what compresses answers.
  await app.register(keptPlugin);
  await app.register(securityPlugin);
  // Before the tenant, so that a flood of unknown hosts costs no statement.
  await app.register(limitsPlugin);
  await app.register(tenantPlugin);
  await app.register(corsPlugin);
  await app.register(openapiPlugin);
  await app.register(authPlugin, { operator: operatorAuthenticator(deps) });
  await app.register(csrfPlugin);
  // Before the routes: it measures those that come after it.
  await app.register(healthPlugin);
  await app.register(hostsPlugin);
  await app.register(realtimePlugin);

  await app.register(
    async (api: App) => {
      await api.register(tenantRoutes);
      await api.register(answerRoutes);
      await api.register(catalogueRoutes);
      await api.register(manageRoutes);
      await api.register(applicationRoutes);
      await api.register(scheduleRoutes);
      await api.register(blockRoutes);
      await api.register(sessionRoutes);
      await api.register(availabilityRoutes);
      await api.register(searchRoutes);
      await api.register(bookingRoutes);
      await api.register(bookingStepRoutes);
      await api.register(calendarRoutes);
      await api.register(bookingSearchRoutes);
      await api.register(intakeRoutes);
      await api.register(customerRoutes);
      await api.register(couponRoutes);
      await api.register(seriesRoutes);
      await api.register(waitlistRoutes);
      await api.register(paymentRoutes);
      await api.register(managedPaymentRoutes);
      await api.register(webhookRoutes);
      await api.register(accountRoutes);
      await api.register(ledgerRoutes);
      await api.register(insightRoutes);
      await api.register(auditRoutes);
      await api.register(identityRoutes);
      await api.register(invitationRoutes);
      await api.register(operatorRoutes);
      await api.register(operatorConsoleRoutes);
      await api.register(settingsRoutes);
      await api.register(brandRoutes);
      await api.register(domainRoutes);
      await api.register(mediaRoutes);
      await api.register(messageRoutes);
      await api.register(notificationRoutes);
      await api.register(feedRoutes);
      await api.register(inboxRoutes);
      await api.register(vitalsRoutes);
    },
    { prefix: '/api/v1' },
  );
  return app;
}
