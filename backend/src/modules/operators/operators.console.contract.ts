import * as z from 'zod/mini';
import { LOCALES, localizedText } from '../verticals/verticals.fields.ts';

const instant = z.iso.datetime({ offset: true });

const JOB_STATES = ['waiting', 'running', 'failed'] as const;

export const jobView = z.strictObject({
  id: z.string(),
  task: z.string(),
  /** Whose it is; null for upkeep of the installation. */
  tenant: z.nullable(z.strictObject({ id: z.uuid(), name: z.string() })),
  state: z.enum(JOB_STATES),
  attempts: z.int(),
  maxAttempts: z.int(),
  runAt: instant,
  createdAt: instant,
  updatedAt: instant,
  /** What the last try said. */
  error: z.nullable(z.string()),
});
export type JobView = z.infer<typeof jobView>;

const jobId = z.string().check(z.regex(/^[1-9]\d{0,17}$/, 'is a number'));
export const jobsQuery = z.strictObject({
  state: z.optional(z.enum(JOB_STATES)),
  limit: z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(100)), 25),
  /** The last id of the page before. */
  cursor: z.optional(jobId),
});
export type JobsQuery = z.infer<typeof jobsQuery>;
export const jobParams = z.strictObject({ id: jobId });

const part = z.strictObject({ status: z.enum(['ok', 'failed', 'off']), ms: z.number() });

export const healthView = z.strictObject({
  version: z.string(),
  node: z.string(),
  postgres: z.string(),
  checks: z.strictObject({ database: part, redis: part, storage: part, disk: part }),
  disk: z.strictObject({ freeBytes: z.int(), totalBytes: z.int() }),
  workers: z.array(z.strictObject({ id: z.string(), seenAt: instant, silent: z.boolean() })),
  queue: z.strictObject({
    waiting: z.int(),
    /** Their time has come. */
    late: z.int(),
    running: z.int(),
    failed: z.int(),
    /** When the oldest waiting one was due; null: none waits. */
    oldest: z.nullable(instant),
  }),
  /** What transactions promised and no worker has taken yet. */
  outbox: z.strictObject({ waiting: z.int(), oldest: z.nullable(instant) }),
  migrations: z.array(z.strictObject({ name: z.string(), appliedAt: z.nullable(instant) })),
});
export type HealthView = z.infer<typeof healthView>;

const finding = z.strictObject({ path: z.string(), message: z.string(), remedy: z.string() });

export const verticalSummary = z.strictObject({
  key: z.string(),
  file: z.string(),
  name: localizedText,
  version: z.int(),
  mode: z.enum(['single', 'marketplace']),
  locales: z.array(z.enum(LOCALES)),
  currency: z.string(),
  timeZone: z.string(),
  colors: z.strictObject({ accent: z.string(), onAccent: z.string(), second: z.string() }),
  services: z.int(),
  tenants: z.int(),
  /** Mistakes in the file as it lies there now. */
  findings: z.array(finding),
  /** Whether the file has changed since this process started: then a restart shows it. */
  changed: z.boolean(),
});
export type VerticalSummary = z.infer<typeof verticalSummary>;

export const verticalDetails = z.strictObject({
  ...verticalSummary.shape,
  tagline: localizedText,
  description: localizedText,
  motif: z.string(),
  themeCss: z.string(),
  fonts: z.strictObject({ display: z.string(), text: z.string() }),
  categories: z.array(
    z.strictObject({
      name: localizedText,
      services: z.array(
        z.strictObject({
          name: localizedText,
          description: localizedText,
          variants: z.array(z.strictObject({ name: localizedText, minutes: z.int(), price: z.int() })),
        }),
      ),
    }),
  ),
});
export type VerticalDetails = z.infer<typeof verticalDetails>;
export const verticalParams = z.strictObject({ key: z.string().check(z.maxLength(60)) });
