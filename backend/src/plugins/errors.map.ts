import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { sqlState } from '../lib/database.ts';
import { AppError, fail, type commonErrors, type ErrorDetail } from '../lib/errors.ts';

type CommonCode = keyof typeof commonErrors;

/** What a client can do wrong before our code sees the request, by Fastify's code. */
const FRAMEWORK: Readonly<Record<string, CommonCode>> = {
  FST_ERR_NOT_FOUND: 'NOT_FOUND',
  FST_ERR_BAD_URL: 'VALIDATION',
  FST_ERR_MAX_PARAM_LENGTH: 'VALIDATION',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'VALIDATION',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'VALIDATION',
  FST_ERR_CTP_INVALID_JSON_BODY: 'VALIDATION',
  FST_ERR_CTP_BODY_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_HANDLER_TIMEOUT: 'UNAVAILABLE',
  FST_UNDER_PRESSURE: 'UNAVAILABLE',
};

/** The same for plugins that only set a status. */
const BY_STATUS: Readonly<Record<number, CommonCode>> = {
  400: 'VALIDATION',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  409: 'CONFLICT',
  413: 'PAYLOAD_TOO_LARGE',
  414: 'VALIDATION',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'TOO_MANY_REQUESTS',
  503: 'UNAVAILABLE',
};

/** What PostgreSQL refused, by SQLSTATE or its class. A service that knows more throws its own error first. */
const SQLSTATE: Readonly<Record<string, CommonCode>> = {
  '22': 'VALIDATION', // data: out of range, malformed, NUL
  '23503': 'CONFLICT', // foreign key
  '23505': 'CONFLICT', // unique
  '23P01': 'CONFLICT', // exclusion
  '23514': 'VALIDATION', // check
  '40': 'UNAVAILABLE', // still colliding after every retry
  '55P03': 'UNAVAILABLE', // lock timeout
  '57': 'UNAVAILABLE', // cancelled, shutting down
  '53': 'UNAVAILABLE', // out of connections, memory, disk
  '08': 'UNAVAILABLE', // connection
};

const PRISMA: Readonly<Record<string, CommonCode>> = {
  P1001: 'UNAVAILABLE',
  P1002: 'UNAVAILABLE',
  P1008: 'UNAVAILABLE',
  P1017: 'UNAVAILABLE',
  P2002: 'CONFLICT',
  P2003: 'CONFLICT',
  P2023: 'VALIDATION',
  P2024: 'UNAVAILABLE',
  P2025: 'NOT_FOUND',
  P2028: 'UNAVAILABLE',
  P2034: 'UNAVAILABLE',
  P2037: 'UNAVAILABLE',
};

/** Socket errors of the database driver, which Prisma passes on with the driver's or the system's code. */
const DRIVER =
  /ECONN(REFUSED|RESET)|ETIMEDOUT|EPIPE|Can't reach database|Connection terminated|timeout exceeded when trying to connect/;

interface ZodIssue {
  instancePath: string;
  keyword: string;
  message?: string;
  params?: { keys?: unknown };
}

const WHOLE: Readonly<Record<string, string>> = { querystring: 'query', params: 'path' };

/** One detail per field; an unknown field is named itself, not the object it was found in. */
function detailsOf(issues: readonly ZodIssue[], context: string | undefined): ErrorDetail[] {
  const whole = WHOLE[context ?? ''] ?? context ?? 'body';
  return issues.flatMap(({ instancePath, keyword, message = 'is wrong', params }) => {
    const path = instancePath.split('/').filter(Boolean);
    if (keyword === 'unrecognized_keys' && Array.isArray(params?.keys)) {
      return params.keys.map((key) => ({
        field: [...path, String(key)].join('.').slice(0, 200),
        message: 'is not a field',
      }));
    }
    return [{ field: path.join('.') || whole, message }];
  });
}

function codeOfDatabase(error: unknown): CommonCode | undefined {
  const state = sqlState(error);
  const bySql = state && (SQLSTATE[state] ?? SQLSTATE[state.slice(0, 2)]);
  if (bySql) return bySql;
  if (!(error instanceof Error)) return undefined;
  const { name, message, code = '' } = error as Error & { code?: unknown };
  // By name: only lib/database.ts may import the client.
  if (name === 'PrismaClientKnownRequestError') return PRISMA[String(code)];
  const isGone = name === 'PrismaClientInitializationError' || DRIVER.test(`${message} ${String(code)}`);
  return isGone ? 'UNAVAILABLE' : undefined;
}

function codeOfFramework(error: unknown): CommonCode | undefined {
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  return FRAMEWORK[String(code)] ?? (typeof statusCode === 'number' ? BY_STATUS[statusCode] : undefined);
}

/** Turns whatever was thrown into an answer a client can understand; what nobody foresaw is INTERNAL. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (typeof error !== 'object' || error === null) return fail('INTERNAL');
  if (hasZodFastifySchemaValidationErrors(error)) {
    const { validation, validationContext } = error as unknown as {
      validation: ZodIssue[];
      validationContext?: string;
    };
    return fail('VALIDATION', { details: detailsOf(validation, validationContext) });
  }
  const code = codeOfDatabase(error) ?? codeOfFramework(error) ?? 'INTERNAL';
  return fail(code, code === 'UNAVAILABLE' ? { retryAfterSeconds: 1 } : undefined);
}
