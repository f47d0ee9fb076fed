import type { Application } from '@turnero/backend/contracts/applications';
import type { AuditEvent } from '@turnero/backend/contracts/audit';
import type { Availability, AvailabilityQuestion, SlotView } from '@turnero/backend/contracts/availability';
import type { Booking, BookingState, CancellationPreview } from '@turnero/backend/contracts/bookings';
import type { Calendar } from '@turnero/backend/contracts/calendar';
import type { CheckInCode, HistoryEntry } from '@turnero/backend/contracts/bookings.steps';
import type { ManagedBusiness } from '@turnero/backend/contracts/businesses';
import type { BrandPatch, BrandVersion, BrandView, JudgedBrand } from '@turnero/backend/contracts/brand';
import type { DomainView } from '@turnero/backend/contracts/domains';
import type { BusinessPage, Business, Provider, Service } from '@turnero/backend/contracts/catalogue';
import type {
  ApiKey,
  Me,
  NewApiKey,
  OwnedApiKey,
  Permission,
  Person,
  Role,
  RoleGrant,
  SessionInfo,
} from '@turnero/backend/contracts/identity';
import type { Account } from '@turnero/backend/contracts/accounts';
import type { CouponCheck, CouponView } from '@turnero/backend/contracts/coupons';
import type {
  Client,
  ClientDetails,
  CustomerDetails,
  CustomerView,
} from '@turnero/backend/contracts/customers';
import type { Balance, Transaction } from '@turnero/backend/contracts/ledger';
import type { MoneySummary } from '@turnero/backend/contracts/ledger.summary';
import type { MessagePreview, MessageView } from '@turnero/backend/contracts/outbox';
import type { ManagedPayment } from '@turnero/backend/contracts/payments.manage';
import type { BookingIntake, UploadedFile } from '@turnero/backend/contracts/intake';
import type { InboxEntry, InboxMessage } from '@turnero/backend/contracts/inbox';
import type { Attention, InsightFigures, Overview } from '@turnero/backend/contracts/insights';
import type { Invitation, ShownInvitation } from '@turnero/backend/contracts/invitations';
import type { NotificationView } from '@turnero/backend/contracts/notifications';
import type {
  OperatorTenant,
  OperatorView,
  TenantDetails,
  TenantUsage,
} from '@turnero/backend/contracts/operators';
import type {
  HealthView,
  JobView,
  VerticalDetails,
  VerticalSummary,
} from '@turnero/backend/contracts/operators.console';
import type { Payment, PaymentRequest } from '@turnero/backend/contracts/payments';
import type { MessagePreferences, PushSubscriptionView } from '@turnero/backend/contracts/preferences';
import type { SearchResult } from '@turnero/backend/contracts/search';
import type { SeriesPreview, SeriesView } from '@turnero/backend/contracts/series';
import type { demoView, TenantView } from '@turnero/backend/contracts/tenants';
import type { ServiceTerms } from '@turnero/backend/contracts/terms';
import type { WaitlistEntry } from '@turnero/backend/contracts/waitlist';
import type { OwnApplication, SignUpRules } from '@turnero/backend/contracts/applications';
import type { ManagedLocation } from '@turnero/backend/contracts/locations';
import type { ManagedProvider } from '@turnero/backend/contracts/providers';
import type { managedResourceType, ManagedResourceUnit } from '@turnero/backend/contracts/resources';
import type { ManagedService, ManagedServiceType } from '@turnero/backend/contracts/services';
import type { FeedView, NewFeed } from '@turnero/backend/contracts/feeds';
import type { Picture } from '@turnero/backend/contracts/media';
import type { ResolvedSettings } from '@turnero/backend/contracts/settings';
import type { Block } from '@turnero/backend/contracts/blocks';
import type {
  DateOverride,
  Holidays,
  TimeOff,
  WeeklyHours as WeeklyHoursAnswer,
} from '@turnero/backend/contracts/schedules';
import type { NamedBooking, Stranded } from '@turnero/backend/contracts/stranded';
import type * as z from 'zod/mini';

/** The API's own types, by the names the screens use. */
export type { Invitation, ShownInvitation };
export type { ApiKey, Business, BusinessPage, Me, NewApiKey, Permission, Person, Provider, Role, RoleGrant };
export type { InboxEntry, InboxMessage, OperatorTenant, OperatorView as Operator, Service, SessionInfo };

export type { Availability, AvailabilityQuestion, SlotView };
export type { Booking, BookingIntake, BookingState, CancellationPreview, CheckInCode, HistoryEntry };
export type { Calendar, CouponCheck, ManagedBusiness, UploadedFile };
export type { MessagePreferences, NotificationView, Payment, PushSubscriptionView };
export type { PaymentRequest };
export type { Account, Balance, CouponView, ManagedPayment, MoneySummary, Transaction };
export type { Client, ClientDetails, CustomerDetails, CustomerView, MessagePreview, MessageView };
export type { Application, Attention, AuditEvent, InsightFigures, Overview, OwnedApiKey };
export type { BrandPatch, BrandVersion, BrandView, DomainView, JudgedBrand };
export type { HealthView, JobView, TenantDetails, TenantUsage, VerticalDetails, VerticalSummary };
export type { SearchResult, SeriesPreview, SeriesView, ServiceTerms, WaitlistEntry };

export type { FeedView, ManagedLocation, ManagedProvider, ManagedResourceUnit, ManagedService };
export type { ManagedServiceType, NewFeed, OwnApplication, Picture, ResolvedSettings, SignUpRules };
export type { Block, DateOverride, Holidays, NamedBooking, TimeOff, WeeklyHoursAnswer };
export type ManagedResourceType = z.infer<typeof managedResourceType>;
/** What a change answers that bookings to come may stand in the way of. */
export type Changed<T = unknown> = T & { stranded: Stranded };

export type Money = Service['variants'][number]['price'];
/** `weekday` as ISO counts (1 is Monday); minutes of the local day, an end past 1440 is on the next day. */
export type WeeklyHours = Provider['weeklyHours'][number];

export type Branding = TenantView['branding'];
export type TermKey = 'provider' | 'customer' | 'booking' | 'business' | 'service' | 'location' | 'resource';

export type Tenant = TenantView;

/** A tenant as its pages get it: in one language, and without what the page's head has said. */
export type PublicTenant = Omit<TenantView, 'tagline' | 'description' | 'categories' | 'seo' | 'branding'> & {
  tagline: string;
  description: string;
  branding: Omit<TenantView['branding'], 'themeCss'>;
};

export type DemoTenant = z.infer<typeof demoView>['tenants'][number];
