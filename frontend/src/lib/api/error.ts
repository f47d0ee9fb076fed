/** One field that the API refused, and why. */
export type FieldProblem = { field: string; message: string };

/** A refusal of the API, or its silence (status 0). */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: FieldProblem[];
  /** What the contract gives with this code, such as the alternatives of SLOT_TAKEN. */
  readonly data: Record<string, unknown> | undefined;
  readonly requestId: string | undefined;
  /** Seconds to wait before trying again, where the API says so. */
  readonly retryAfter: number | undefined;

  constructor(init: {
    status: number;
    code: string;
    message: string;
    details?: FieldProblem[];
    data?: Record<string, unknown> | undefined;
    requestId?: string | undefined;
    retryAfter?: number | undefined;
  }) {
    super(init.message);
    this.name = 'ApiError';
    this.status = init.status;
    this.code = init.code;
    this.details = init.details ?? [];
    this.data = init.data;
    this.requestId = init.requestId;
    this.retryAfter = init.retryAfter;
  }
}
