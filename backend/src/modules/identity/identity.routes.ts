import type { App } from '../../app.ts';
import { authRoutes } from './auth.routes.ts';
import { identityWeb } from './identity.request.ts';
import { meRoutes } from './me.routes.ts';
import { ownedKeyRoutes, peopleRoutes } from './people.routes.ts';

/** Signing in and out, one's own account, and the people of a tenant. */
export async function identityRoutes(app: App): Promise<void> {
  const web = identityWeb(app);
  // Nothing that depends on who asks may be kept by anything in between.
  app.addHook('onRequest', async (_request, reply) => {
    void reply.header('cache-control', 'no-store');
  });
  authRoutes(app, web);
  meRoutes(app, web);
  peopleRoutes(app, web);
  ownedKeyRoutes(app, web);
}
