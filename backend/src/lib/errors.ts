/** What can go wrong in a module: code, HTTP status and an English sentence (screens translate by code). */
export type ErrorMap = Readonly<Record<string, { readonly status: number; readonly message: string }>>;

export interface ErrorDetail {
  field: string;
  message: string;
}

export interface ErrorExtra {
  details?: ErrorDetail[];
  retryAfterSeconds?: number;
  /** What a client needs to go on, as the module's contract describes it; sent as `error.data`. */
  data?: object;
}

/** A refusal that a client can understand. Anything else that is thrown is a 500 with a generic text. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: string;
  readonly status: number;
  readonly details: ErrorDetail[];
  readonly retryAfterSeconds: number | undefined;
  readonly data: object | undefined;

  constructor(code: string, status: number, message: string, extra: ErrorExtra = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.details = extra.details ?? [];
    this.retryAfterSeconds = extra.retryAfterSeconds;
    this.data = extra.data;
  }
}

/**
 * Makes the `fail` function of a module from its error map: `throw fail('INVALID_CREDENTIALS')`.
 * Codes that the map does not hold do not compile.
 */
export function failWith<Map extends ErrorMap>(map: Map) {
  return (code: keyof Map & string, extra?: ErrorExtra & { message?: string }): AppError => {
    const { status, message } = map[code] as Map[typeof code];
    return new AppError(code, status, extra?.message ?? message, extra);
  };
}

/** Errors that belong to no module. */
export const commonErrors = {
  VALIDATION: { status: 400, message: 'The request has a mistake.' },
  BAD_CURSOR: { status: 400, message: 'The cursor is not one of ours.' },
  UNAUTHENTICATED: { status: 401, message: 'Sign in first.' },
  FORBIDDEN: { status: 403, message: 'You may not do this.' },
  CSRF: { status: 403, message: 'The request did not come from our own pages.' },
  NOT_FOUND: { status: 404, message: 'There is nothing here.' },
  METHOD_NOT_ALLOWED: { status: 405, message: 'This address does not take that method.' },
  CONFLICT: { status: 409, message: 'This collides with something that is there already.' },
  IDEMPOTENCY_CONFLICT: { status: 409, message: 'This idempotency key was used with another request.' },
  PAYLOAD_TOO_LARGE: { status: 413, message: 'The request is too large.' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, message: 'Send JSON.' },
  TOO_MANY_REQUESTS: { status: 429, message: 'Too many requests; wait a moment.' },
  INTERNAL: { status: 500, message: 'Something failed on our side; the request id leads us to it.' },
  UNAVAILABLE: { status: 503, message: 'A part of the service is not available; try again in a moment.' },
} as const satisfies ErrorMap;

export const fail = failWith(commonErrors);
