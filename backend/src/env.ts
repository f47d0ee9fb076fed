import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const anyPort = z.coerce
  .number('a port number')
  .int('a whole number')
  .min(0, 'a port from 0 to 65535')
  .max(65535, 'a port from 0 to 65535');
const port = (fallback: number) => anyPort.default(fallback);
const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  );
const postgresUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\/./, 'a URL like postgres://user:password@host:5432/name');
const httpUrl = z.url({ protocol: /^https?$/, error: 'a URL like https://example.com' });

/** Every variable the processes read; `.env.example` lists them with their defaults. */
const variables = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('production'),
  HOST: z.string().default('localhost'),
  PORT: port(3000),
  PUBLIC_URL: httpUrl.optional(),
  DATA_DIR: z.string().default('.data'),
  STORAGE: z.enum(['disk', 's3'], 'disk or s3').default('disk'),
  S3_ENDPOINT: httpUrl.optional(),
  S3_REGION: z.string().default('us-east-1'),
  S3_BUCKET: z.string().optional(),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  DATABASE_URL: postgresUrl,
  DATABASE_APP_URL: postgresUrl.optional(),
  DATABASE_DIRECT_URL: postgresUrl.optional(),
  DATABASE_OPERATOR_URL: postgresUrl.optional(),
  DATABASE_POOL_SIZE: z.coerce
    .number('a number')
    .int('a whole number')
    .min(1, 'at least 1')
    .max(200, 'at most 200')
    .default(10),
  METRICS_PORT: anyPort.optional(),
  METRICS_HOST: z.string().default('127.0.0.1'),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional(),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\/./, 'a URL like redis://localhost:6379')
    .optional(),
  APP_SECRET: z.string().min(32, 'a random text of at least 32 characters'),
  DEMO: z
    .enum(['true', 'false'], 'true or false')
    .default('true')
    .transform((text) => text === 'true'),
  MAIL_URL: z
    .string()
    .regex(/^(inbox:|smtps?:\/\/.)/, 'inbox: or a URL like smtp://user:password@host:587')
    .default('inbox:'),
  MAIL_FROM: z.string().min(3).default('Turnero <no-reply@turnero.localhost>'),
  WHATSAPP_URL: z
    .string()
    .regex(
      /^(inbox:$|https?:\/\/.)/,
      'inbox: or the address of a number, like https://graph.facebook.com/v23.0/106540352242922',
    )
    .default('inbox:'),
  WHATSAPP_TOKEN: z.string().default(''),
  PUSH_LOCAL: z
    .enum(['true', 'false'], 'true or false')
    .default('false')
    .transform((text) => text === 'true'),
  LOG_LEVEL: z
    .enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'one of fatal, error, warn, info, debug, trace, silent',
    )
    .default('info'),
  CORS_ORIGINS: list,
  MAP_STYLE_URL: httpUrl.optional(),
  MAP_ORIGINS: list,
  TRUST_PROXY: z
    .enum(['true', 'false'], 'true or false')
    .default('false')
    .transform((text) => text === 'true'),
  ACCESS_TOKEN_MINUTES: z.coerce
    .number('a number of minutes')
    .int('whole minutes')
    .min(1, 'at least 1')
    .max(60, 'at most 60')
    .default(10),
  SESSION_DAYS: z.coerce
    .number('a number of days')
    .int('whole days')
    .min(1, 'at least 1')
    .max(365, 'at most 365')
    .default(30),
  INNER_HOST: z.string().default('127.0.0.1'),
  API_PORT: port(0),
  WEB_PORT: port(0),
  WORKER_PORT: port(0),
  API_URLS: list,
  WEB_URLS: list,
  DRAIN_MS: z.coerce
    .number('a number of milliseconds')
    .int('whole milliseconds')
    .min(0, 'at least 0')
    .max(30_000, 'at most 30000')
    .default(500),
});

const OF_S3 = ['S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const;

/** What one variable asks of another. */
const whole = variables.superRefine((env, context) => {
  for (const name of env.STORAGE === 's3' ? OF_S3 : [])
    if (env[name] === undefined)
      context.addIssue({ code: 'custom', path: [name], message: 'given with STORAGE=s3' });
});

/** Their names, for those who compare or clear them. */
export const variableNames: readonly string[] = Object.keys(variables.shape);

/** Those that must not stand in a process list or a compose file: each may be given as `<NAME>_FILE` instead. */
export const secretNames = [
  'APP_SECRET',
  'DATABASE_URL',
  'DATABASE_APP_URL',
  'DATABASE_DIRECT_URL',
  'DATABASE_OPERATOR_URL',
  'REDIS_URL',
  'MAIL_URL',
  'WHATSAPP_TOKEN',
  'S3_ACCESS_KEY_ID',
  'S3_SECRET_ACCESS_KEY',
] as const satisfies (keyof typeof variables.shape)[];

export type Env = z.infer<typeof variables> & {
  PUBLIC_URL: string;
  DATABASE_APP_URL: string;
  DATABASE_DIRECT_URL: string;
  DATABASE_OPERATOR_URL: string;
};

/** The password of a database role whose URL is not given: derived, so that every process finds the same. */
export function derivedPassword(secret: string, role: string): string {
  return createHmac('sha256', secret).update(`database role ${role}`).digest('base64url');
}

/** A URL of a role without a password gets the derived one: where a pooler stands, only its address is told. */
function withPassword(url: string, secret: string): string {
  const given = new URL(url);
  if (given.username === '' || given.password !== '') return url;
  given.password = derivedPassword(secret, given.username);
  return given.href;
}

function asRole(url: string, role: string, secret: string): string {
  const derived = new URL(url);
  derived.username = role;
  derived.password = derivedPassword(secret, role);
  return derived.href;
}

/**
 * The environment with what its `<NAME>_FILE` variables point to; the line break at the end of a file is none of the secret.
 * @throws Error for a file that cannot be read, and where both are given
 */
export function withSecretFiles(source: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const found: NodeJS.ProcessEnv = {};
  for (const name of secretNames) {
    const file = source[`${name}_FILE`];
    if (!file) continue;
    if (source[name]) throw new Error(`Both ${name} and ${name}_FILE are set: keep one of them.`);
    try {
      found[name] = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
      found[`${name}_FILE`] = '';
    } catch (error) {
      const { code = 'unknown' } = error as NodeJS.ErrnoException;
      throw new Error(`The file ${file} of ${name}_FILE cannot be read (${code}).`, { cause: error });
    }
  }
  return { ...source, ...found };
}

/** What stands in for what a process that opens no database has no use for, and should not know. */
const UNUSED = {
  DATABASE_URL: 'postgres://none.invalid/none',
  APP_SECRET: 'no secret is known in this process',
};

/** The environment of a process that opens no database. @throws as `readEnv` does */
export const readEnvWithoutDatabase = (source: NodeJS.ProcessEnv = process.env): Env =>
  readEnv({ ...source, ...UNUSED, DATABASE_URL_FILE: '', APP_SECRET_FILE: '' });

/**
 * Reads and checks the environment. An empty variable counts as absent.
 * @throws Error with one line per bad variable: its name and what it should be.
 */
export function readEnv(source: NodeJS.ProcessEnv = process.env): Env {
  const given = Object.fromEntries(
    Object.entries(withSecretFiles(source)).filter(([, value]) => value !== ''),
  );
  const result = whole.safeParse(given);
  if (!result.success) {
    const lines = result.error.issues.map(({ path: [name], message }) => {
      const absent = given[String(name)] === undefined;
      return `  ${String(name)} ${absent ? 'is missing' : 'is wrong'}: it should be ${message}`;
    });
    throw new Error(`The environment has a mistake (see .env.example):\n${lines.join('\n')}`);
  }
  const env = result.data;
  const role = (url: string | undefined, name: string) =>
    url ? withPassword(url, env.APP_SECRET) : asRole(env.DATABASE_URL, name, env.APP_SECRET);
  return {
    ...env,
    PUBLIC_URL: (env.PUBLIC_URL ?? `http://localhost:${env.PORT}`).replace(/\/$/, ''),
    DATABASE_APP_URL: role(env.DATABASE_APP_URL, 'turnero_app'),
    DATABASE_DIRECT_URL: role(env.DATABASE_DIRECT_URL, 'turnero_direct'),
    DATABASE_OPERATOR_URL: role(env.DATABASE_OPERATOR_URL, 'turnero_operator'),
  };
}
