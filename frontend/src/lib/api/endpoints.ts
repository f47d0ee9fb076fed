import type {
  ApiKey,
  Availability,
  Booking,
  BookingIntake,
  Business,
  BusinessPage,
  Calendar,
  CancellationPreview,
  CheckInCode,
  CouponCheck,
  DemoTenant,
  HistoryEntry,
  InboxEntry,
  InboxMessage,
  ManagedBusiness,
  Me,
  MessagePreferences,
  NewApiKey,
  NotificationView,
  Operator,
  OperatorTenant,
  Payment,
  Person,
  Provider,
  PushSubscriptionView,
  RoleGrant,
  SearchResult,
  SeriesPreview,
  SeriesView,
  Service,
  ServiceTerms,
  SessionInfo,
  Tenant,
  UploadedFile,
  WaitlistEntry,
} from './types.ts';

/** Every endpoint the screens call, with what it answers. */
export type Endpoints = {
  'GET /tenant': Tenant;
  'GET /businesses': Business[];
  'GET /businesses/{idOrSlug}': BusinessPage;
  'GET /services': Service[];
  'GET /services/{id}/terms': ServiceTerms;
  'GET /providers': Provider[];
  'GET /search': SearchResult[];
  'GET /availability': Availability;
  'POST /availability': Availability;

  'POST /holds': Booking;
  'DELETE /holds/{id}': unknown;
  'POST /bookings': Booking;
  'GET /bookings': Booking[];
  'GET /bookings/{id}': Booking;
  'GET /bookings/{id}/availability': Availability;
  'GET /bookings/{id}/cancellation': CancellationPreview;
  'POST /bookings/{id}/cancellation': Booking;
  'POST /bookings/{id}/reschedule': Booking;
  'POST /bookings/{id}/verification': Booking;
  'GET /bookings/{id}/check-in': CheckInCode;
  'GET /bookings/{id}/history': HistoryEntry[];
  'GET /bookings/{id}/intake': BookingIntake;
  'GET /bookings/{id}/payments': Payment[];
  'POST /bookings/{id}/payments': Payment;
  'GET /payments/{id}': Payment;
  'POST /coupons/check': CouponCheck;
  'POST /intake-files': UploadedFile;
  'POST /series/preview': SeriesPreview;
  'POST /series': SeriesView;
  'GET /series/{id}': SeriesView;
  'POST /series/{id}/cancellation': SeriesView;
  'POST /series/{id}/move': SeriesView;
  'POST /waitlist': WaitlistEntry;
  'GET /waitlist': WaitlistEntry[];
  'GET /waitlist/{id}': WaitlistEntry;
  'POST /waitlist/{id}/decline': WaitlistEntry;
  'DELETE /waitlist/{id}': unknown;

  'POST /auth/register': unknown;
  'POST /auth/verify-email': { email: string };
  'POST /auth/verification': unknown;
  'POST /auth/login': { user: Me };
  'POST /auth/magic-link': unknown;
  'POST /auth/magic-link/confirm': { user: Me };
  'POST /auth/refresh': unknown;
  'POST /auth/logout': unknown;
  'POST /auth/logout-all': unknown;
  'POST /auth/password-reset': unknown;
  'POST /auth/password-reset/confirm': { email: string };
  'POST /auth/email-change/confirm': { email: string };

  'GET /me': Me;
  'PATCH /me': Me;
  'POST /me/password': unknown;
  'POST /me/email': unknown;
  /** The caller as a provider; 404 for those who serve nobody. */
  'GET /me/provider': Provider;
  'GET /me/sessions': SessionInfo[];
  'DELETE /me/sessions/{id}': unknown;
  'GET /me/notifications': NotificationView[];
  'POST /me/notifications/read': { unread: number };
  'GET /me/message-preferences': MessagePreferences;
  'PATCH /me/message-preferences': MessagePreferences;
  'GET /push-key': { publicKey: string };
  'GET /me/push-subscriptions': PushSubscriptionView[];
  'POST /me/push-subscriptions': PushSubscriptionView;
  'DELETE /me/push-subscriptions/{id}': unknown;
  'GET /me/api-keys': ApiKey[];
  'POST /me/api-keys': NewApiKey;
  'DELETE /me/api-keys/{id}': unknown;

  /** All that stands in the calendar of a business, as far as the caller may see it. */
  'GET /businesses/{idOrSlug}/calendar': Calendar;
  'POST /bookings/{id}/approval': Booking;
  'POST /bookings/{id}/check-in': Booking;
  'DELETE /bookings/{id}/check-in': Booking;
  'POST /bookings/{id}/completion': Booking;
  'POST /bookings/{id}/no-show': Booking;
  'DELETE /bookings/{id}/no-show': Booking;
  'POST /bookings/{id}/notes': HistoryEntry;
  'POST /bookings/{id}/venue-payments': Payment;
  'POST /payments/{id}/refunds': Payment;
  'POST /providers/{id}/blocks': unknown;
  'POST /resource-units/{id}/blocks': unknown;
  'DELETE /blocks/{id}': unknown;
  'POST /services/{id}/class-sessions': unknown;

  /** The businesses where the caller works. */
  'GET /manage/businesses': ManagedBusiness[];

  'GET /users': Person[];
  'POST /users/{id}/roles': RoleGrant;
  'DELETE /users/{id}/roles/{grantId}': unknown;

  'POST /operator/auth/login': Operator;
  'POST /operator/auth/logout': unknown;
  'GET /operator/me': Operator;
  'GET /operator/tenants': OperatorTenant[];
  'POST /operator/tenants/{id}/suspension': unknown;
  'DELETE /operator/tenants/{id}/suspension': unknown;

  'GET /demo': { tenants: DemoTenant[] };
  'GET /inbox': InboxEntry[];
  'GET /inbox/{id}': InboxMessage;
};

export type Endpoint = keyof Endpoints;
