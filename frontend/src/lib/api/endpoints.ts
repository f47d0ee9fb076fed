import type {
  ApiKey,
  Business,
  BusinessPage,
  DemoTenant,
  InboxEntry,
  InboxMessage,
  Me,
  NewApiKey,
  Operator,
  OperatorTenant,
  Person,
  Provider,
  RoleGrant,
  Service,
  SessionInfo,
  Tenant,
} from './types.ts';

/** Every endpoint the screens call, with what it answers. */
export type Endpoints = {
  'GET /tenant': Tenant;
  'GET /businesses': Business[];
  'GET /businesses/{idOrSlug}': BusinessPage;
  'GET /services': Service[];
  'GET /providers': Provider[];

  'POST /auth/register': unknown;
  'POST /auth/verify-email': { email: string };
  'POST /auth/verification': unknown;
  'POST /auth/login': { user: Me };
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
  'GET /me/api-keys': ApiKey[];
  'POST /me/api-keys': NewApiKey;
  'DELETE /me/api-keys/{id}': unknown;

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
