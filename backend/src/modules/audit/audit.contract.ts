import * as z from 'zod/mini';
import { pageQuery } from '../../lib/page-query.ts';

const word = z.string().check(z.minLength(1), z.maxLength(60), z.regex(/^[\w.-]+$/));

export const auditQuery = z.strictObject({
  ...pageQuery,
  /** Whoever did it. */
  actorId: z.optional(z.uuid()),
  /** What was done, whole ("role.granted") or its first word ("role"). */
  action: z.optional(word),
  /** The kind of thing it was done to, and which one. */
  entity: z.optional(word),
  entityId: z.optional(z.uuid()),
  /** Instants: from inclusive, to exclusive. */
  from: z.optional(z.iso.datetime({ offset: true })),
  to: z.optional(z.iso.datetime({ offset: true })),
});
export type AuditQuery = z.infer<typeof auditQuery>;

export const auditEvent = z.strictObject({
  id: z.uuid(),
  at: z.iso.datetime(),
  action: z.string(),
  entity: z.string(),
  entityId: z.nullable(z.uuid()),
  /** What the thing is called now, where it has a name and is there. */
  entityName: z.nullable(z.string()),
  /** What it was and what it became, as far as it changed. */
  before: z.nullable(z.looseObject({})),
  after: z.nullable(z.looseObject({})),
  /** user, apiKey, guest or system. */
  actorKind: z.string(),
  /** Null where nobody in particular did it, or whoever did is gone. */
  actor: z.nullable(z.strictObject({ id: z.uuid(), name: z.string() })),
  requestId: z.nullable(z.string()),
});
export type AuditEvent = z.infer<typeof auditEvent>;
