import type {
  Account,
  ApiKey,
  Application,
  Attention,
  AuditEvent,
  Availability,
  Balance,
  Block,
  Booking,
  BookingIntake,
  BrandVersion,
  BrandView,
  Business,
  BusinessPage,
  Calendar,
  CancellationPreview,
  Changed,
  CheckInCode,
  Client,
  ClientDetails,
  CouponCheck,
  CouponView,
  CustomerDetails,
  CustomerView,
  DateOverride,
  DemoTenant,
  DomainView,
  FeedView,
  HealthView,
  HistoryEntry,
  Holidays,
  InboxEntry,
  InboxMessage,
  Invitation,
  JobView,
  JudgedBrand,
  ManagedBusiness,
  ManagedLocation,
  ManagedPayment,
  ManagedProvider,
  ManagedResourceType,
  ManagedResourceUnit,
  ManagedService,
  ManagedServiceType,
  Me,
  MessagePreferences,
  MessagePreview,
  MessageView,
  MoneySummary,
  NewApiKey,
  NewFeed,
  NotificationView,
  Operator,
  OperatorTenant,
  Overview,
  OwnApplication,
  OwnedApiKey,
  Payment,
  Person,
  Picture,
  Provider,
  PushSubscriptionView,
  ResolvedSettings,
  RoleGrant,
  SearchResult,
  SeriesPreview,
  SeriesView,
  Service,
  ServiceTerms,
  SessionInfo,
  ShownInvitation,
  SignUpRules,
  Tenant,
  TenantDetails,
  TenantUsage,
  TimeOff,
  Transaction,
  UploadedFile,
  VerticalDetails,
  VerticalSummary,
  WaitlistEntry,
  WeeklyHoursAnswer,
} from './types.ts';

/** Every endpoint the screens call, with what it answers. */
export type Endpoints = {
  'GET /tenant': Tenant;
  'POST /answers/comparison': { same: boolean };
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
  'POST /bookings/{id}/resize': Booking;
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

  'POST /booking-links': unknown;
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
  'POST /services/{id}/class-sessions': unknown;
  'PATCH /class-sessions/{id}': unknown;
  'POST /class-sessions/{id}/cancellation': unknown;

  /** The businesses where the caller works. */
  'GET /manage/businesses': ManagedBusiness[];

  'PATCH /businesses/{idOrSlug}': ManagedBusiness;
  'POST /businesses/{idOrSlug}/publication': ManagedBusiness;
  'DELETE /businesses/{idOrSlug}/publication': ManagedBusiness;
  'PUT /businesses/{id}/cover': unknown;
  'GET /manage/locations': ManagedLocation[];
  'POST /businesses/{idOrSlug}/locations': ManagedLocation;
  'PATCH /locations/{id}': Changed<ManagedLocation>;
  'DELETE /locations/{id}': Changed;
  'GET /locations/{id}/holidays': Holidays;
  'GET /manage/provider-levels': ManagedResourceType[];
  'GET /manage/providers': ManagedProvider[];
  'GET /manage/providers/{id}': ManagedProvider;
  'POST /businesses/{idOrSlug}/providers': ManagedProvider;
  'PATCH /providers/{id}': Changed<ManagedProvider>;
  'PATCH /me/provider': ManagedProvider;
  'DELETE /providers/{id}': Changed;
  'PUT /providers/{id}/portrait': unknown;
  'GET /manage/resource-types': ManagedResourceType[];
  'GET /manage/resource-units': ManagedResourceUnit[];
  'POST /locations/{id}/resource-units': ManagedResourceUnit;
  'PATCH /resource-units/{id}': ManagedResourceUnit;
  'DELETE /resource-units/{id}': Changed;
  'GET /manage/service-types': ManagedServiceType[];
  'GET /manage/services': ManagedService[];
  'GET /manage/services/{id}': ManagedService;
  'POST /businesses/{idOrSlug}/services': ManagedService;
  'PATCH /services/{id}': ManagedService;
  'POST /services/{id}/publication': ManagedService;
  'DELETE /services/{id}/publication': ManagedService;
  'DELETE /services/{id}': Changed;
  'GET /settings': ResolvedSettings;
  'PUT /settings': ResolvedSettings;

  'GET /locations/{id}/weekly-hours': WeeklyHoursAnswer;
  'GET /providers/{id}/weekly-hours': WeeklyHoursAnswer;
  'GET /resource-units/{id}/weekly-hours': WeeklyHoursAnswer;
  'PUT /locations/{id}/weekly-hours': Changed<WeeklyHoursAnswer>;
  'PUT /providers/{id}/weekly-hours': Changed<WeeklyHoursAnswer>;
  'PUT /resource-units/{id}/weekly-hours': Changed<WeeklyHoursAnswer>;
  'GET /locations/{id}/date-overrides': DateOverride[];
  'GET /providers/{id}/date-overrides': DateOverride[];
  'GET /resource-units/{id}/date-overrides': DateOverride[];
  'PUT /locations/{id}/date-overrides/{date}': Changed;
  'PUT /providers/{id}/date-overrides/{date}': Changed;
  'PUT /resource-units/{id}/date-overrides/{date}': Changed;
  'DELETE /locations/{id}/date-overrides/{date}': Changed;
  'DELETE /providers/{id}/date-overrides/{date}': Changed;
  'DELETE /resource-units/{id}/date-overrides/{date}': Changed;
  'GET /providers/{id}/time-off': TimeOff[];
  'GET /resource-units/{id}/time-off': TimeOff[];
  'POST /providers/{id}/time-off': Changed<TimeOff>;
  'POST /resource-units/{id}/time-off': Changed<TimeOff>;
  'DELETE /time-off/{id}': unknown;
  'GET /providers/{id}/blocks': Block[];
  'GET /resource-units/{id}/blocks': Block[];
  'POST /providers/{id}/blocks': Block;
  'POST /resource-units/{id}/blocks': Block;
  'PATCH /blocks/{id}': Block;
  'DELETE /blocks/{id}': unknown;

  'POST /media/{id}/crops': Picture;
  'GET /calendar-feeds': FeedView[];
  'POST /calendar-feeds': NewFeed;
  'DELETE /calendar-feeds/{id}': unknown;

  'GET /sign-up-rules': SignUpRules;
  'POST /business-applications': OwnApplication;
  'GET /me/business-application': OwnApplication;
  'POST /business-applications/{id}/submission': OwnApplication;
  'GET /businesses/{idOrSlug}/clients': Client[];
  'GET /businesses/{idOrSlug}/clients/{id}': ClientDetails;
  'PATCH /businesses/{idOrSlug}/clients/{id}': ClientDetails;
  'POST /businesses/{idOrSlug}/clients/{id}/block': ClientDetails;
  'DELETE /businesses/{idOrSlug}/clients/{id}/block': ClientDetails;
  'GET /customers': CustomerView[];
  'GET /customers/{id}': CustomerDetails;
  'GET /manage/bookings': Booking[];
  'GET /ledger/balances': Balance[];
  'GET /ledger/summary': MoneySummary;
  'GET /ledger/transactions': Transaction[];
  'GET /manage/payments': ManagedPayment[];
  'POST /payments/{id}/refunds': Payment;
  'GET /payment-accounts': Account[];
  'POST /payment-accounts': Account;
  'PATCH /payment-accounts/{id}': Account;
  'GET /coupons': CouponView[];
  'POST /coupons': CouponView;
  'GET /coupons/{id}': CouponView;
  'PATCH /coupons/{id}': CouponView;
  'DELETE /coupons/{id}': unknown;
  'GET /messages': MessageView[];
  'POST /messages/{id}/resend': MessageView;
  'GET /messages/{id}/preview': MessagePreview;
  'GET /message-previews': MessagePreview;

  'POST /businesses': ManagedBusiness;
  'GET /manage/businesses/{idOrSlug}': ManagedBusiness;
  'GET /business-applications': Application[];
  'POST /business-applications/{id}/approval': Application;
  'POST /business-applications/{id}/refusal': Application;
  'GET /insights/overview': Overview;
  'GET /insights/attention': Attention;
  'GET /audit-events': AuditEvent[];
  'GET /api-keys': OwnedApiKey[];
  'DELETE /api-keys/{id}': unknown;
  'GET /users': Person[];
  'GET /invitations': Invitation[];
  'POST /invitations': Invitation;
  'POST /invitations/{id}/resend': Invitation;
  'DELETE /invitations/{id}': unknown;
  'POST /invitations/lookup': ShownInvitation;
  'POST /invitations/acceptance': { user: Me };
  'POST /users/{id}/roles': RoleGrant;
  'DELETE /users/{id}/roles/{grantId}': unknown;

  'POST /operator/auth/login': Operator;
  'POST /operator/auth/logout': unknown;
  'GET /operator/me': Operator;
  'GET /operator/tenants': OperatorTenant[];
  'POST /operator/tenants': TenantDetails;
  'GET /operator/tenants/{id}': TenantDetails;
  'GET /operator/tenants/{id}/usage': TenantUsage;
  'POST /operator/tenants/{id}/domains': unknown;
  'DELETE /operator/tenants/{id}/domains/{host}': unknown;
  'PUT /operator/tenants/{id}/primary-domain': unknown;
  'GET /operator/verticals': VerticalSummary[];
  'GET /operator/verticals/{key}': VerticalDetails;
  'GET /operator/jobs': JobView[];
  'POST /operator/jobs/{id}/retry': unknown;
  'DELETE /operator/jobs/{id}': unknown;
  'GET /operator/health': HealthView;
  'POST /operator/tenants/{id}/suspension': unknown;
  'DELETE /operator/tenants/{id}/suspension': unknown;

  'GET /brand': BrandView;
  'PUT /brand': BrandView;
  'PUT /brand/draft': JudgedBrand;
  'DELETE /brand/draft': unknown;
  'GET /brand/preview': Tenant;
  'GET /brand/versions': BrandVersion[];
  'POST /brand/versions/{version}/restoration': BrandView;
  'GET /domains': DomainView[];
  'POST /domains': DomainView;
  'DELETE /domains/{host}': unknown;
  'POST /domains/{host}/verification': DomainView;
  'PUT /primary-domain': unknown;
  'POST /media': Picture;

  'GET /demo': { tenants: DemoTenant[] };
  'GET /inbox': InboxEntry[];
  'GET /inbox/{id}': InboxMessage;
};

export type Endpoint = keyof Endpoints;
