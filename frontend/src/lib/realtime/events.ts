import type { identityEvents } from '@turnero/backend/contracts/identity';
import type { tenantEvents } from '@turnero/backend/contracts/tenants';
import type * as z from 'zod/mini';

type Events = typeof identityEvents & typeof tenantEvents;

/** Events that reach a browser, by the contracts that the server sends them under. */
export type EventName = keyof Events;
export type EventPayload<Name extends EventName> = z.infer<Events[Name]>;
