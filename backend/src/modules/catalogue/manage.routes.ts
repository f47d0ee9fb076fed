import type { App } from '../../app.ts';
import { managedBusinessRoutes } from './businesses.routes.ts';
import { managedLocationRoutes } from './locations.routes.ts';
import { managedProviderRoutes } from './providers.routes.ts';
import { resourceUnitRoutes } from './resources.routes.ts';
import { managedServiceRoutes } from './services.routes.ts';

/** What staff see and edit of the catalogue; `catalogueRoutes` is what customers see. */
export async function manageRoutes(app: App): Promise<void> {
  managedBusinessRoutes(app);
  managedLocationRoutes(app);
  managedProviderRoutes(app);
  resourceUnitRoutes(app);
  managedServiceRoutes(app);
}
