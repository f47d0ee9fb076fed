import { m } from '#lib/i18n/words.ts';
import type { ApiError } from './error.ts';

const other = (error: ApiError) => m.error_other({ id: error.requestId ?? error.code });
const tooMany = ({ retryAfter = 60 }: ApiError) =>
  m.error_too_many({ minutes: Math.max(1, Math.ceil(retryAfter / 60)) });

/** Every code that the API's contracts declare, and those that the browser finds itself. */
const sentences: Record<string, (error: ApiError) => string> = {
  BAD_CURSOR: () => m.error_page(),
  BAD_GATEWAY: () => m.error_unreachable(),
  BAD_REQUEST: () => m.error_form(),
  BOOKING_STATE: () => m.error_booking_past(),
  CONFLICT: () => m.error_conflict(),
  COUPON_CODE_TAKEN: () => m.error_coupon_code(),
  COUPON_USED_MORE: () => m.error_coupon_used_more(),
  CSRF: () => m.error_page(),
  EMAIL_NOT_VERIFIED: () => m.error_unverified(),
  EMAIL_TAKEN: () => m.error_email_taken(),
  FILE_NOT_ACCEPTED: () => m.error_file_kind(),
  FORBIDDEN: () => m.error_forbidden(),
  IDEMPOTENCY_CONFLICT: () => m.error_page(),
  IDEMPOTENCY_IN_PROGRESS: () => m.error_twice(),
  INTERNAL: other,
  INVALID_CREDENTIALS: () => m.error_credentials(),
  LAST_ADMIN: () => m.error_last_admin(),
  LOCATION_REQUIRED: () => m.error_location(),
  MEDIA_NOT_A_PICTURE: () => m.error_picture_kind(),
  MEDIA_TOO_MANY_PIXELS: () => m.error_picture_pixels(),
  MEDIA_UNREADABLE: () => m.error_picture_damaged(),
  METHOD_NOT_ALLOWED: other,
  NOT_FOUND: () => m.error_gone(),
  NOT_SOLD_IN_SESSIONS: () => m.error_no_sessions(),
  NUMBER_TAKEN: () => m.error_number(),
  OPERATOR_ELSEWHERE: () => m.error_site(),
  PASSWORD_WRONG: () => m.error_current_password(),
  PAYLOAD_TOO_LARGE: () => m.error_too_large(),
  PLACE_UNKNOWN: () => m.error_place(),
  POLICY_COUPON: () => m.error_coupon(),
  POLICY_NOT_MOVED: () => m.error_not_moved(),
  POLICY_NOT_OFFERED: () => m.error_not_offered(),
  POLICY_NO_SERIES: () => m.error_no_series(),
  POLICY_NO_WAITLIST: () => m.error_no_waitlist(),
  POLICY_SAME_TIME: () => m.error_same_time(),
  POLICY_SERIES_DEPOSIT: () => m.error_series_deposit(),
  POLICY_TOO_EARLY: () => m.error_too_early(),
  POLICY_WAITING_ENOUGH: () => m.error_waiting_enough(),
  ROLE_ABOVE_OWN: () => m.error_role_above(),
  ROLE_GRANTED_ALREADY: () => m.error_role_already(),
  ROLE_NEEDS_TENANT_SCOPE: () => m.error_role_whole(),
  SCOPE_NOT_HELD: () => m.error_scope(),
  SEATS_SOLD: () => m.error_seats_sold(),
  SERIES_CHANGED: () => m.error_series_changed(),
  SESSION_ENDED: () => m.error_signed_out(),
  SESSION_OVER: () => m.error_session_over(),
  SLOT_TAKEN: () => m.error_slot_taken(),
  SLUG_TAKEN: () => m.error_slug(),
  STRANDS_BOOKINGS: () => m.error_strands(),
  TENANT_NONE: () => m.error_site(),
  TENANT_SUSPENDED: () => m.error_site(),
  TENANT_UNKNOWN: () => m.error_site(),
  TIME_TAKEN: () => m.error_time_taken(),
  TIMEOUT: () => m.error_timeout(),
  TOKEN_INVALID: () => m.error_link(),
  TOO_MANY_API_KEYS: () => m.error_too_many_keys(),
  TOO_MANY_REQUESTS: tooMany,
  UNAUTHENTICATED: () => m.error_signed_out(),
  UNAVAILABLE: () => m.error_unreachable(),
  UNREACHABLE: () => m.error_unreachable(),
  UNSUPPORTED_MEDIA_TYPE: other,
  VALIDATION: () => m.error_form(),
  WAITLIST_STATE: () => m.error_waitlist_past(),
};

/** Says in the visitor's language what the API refused. */
export function sentenceFor(error: ApiError): string {
  return (sentences[error.code] ?? other)(error);
}
