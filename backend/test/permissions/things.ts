import pg from 'pg';
import sharp from 'sharp';
import type { TestApp } from '../harness.ts';
import type { Operation } from '../openapi-requests.ts';
import { fillTenant, tenantTables, type Row } from '../wall/rows.ts';

/** One of everything that a tenant has, all of one business: what the matrix asks about. */
export interface Things {
  /** Rows by their table. */
  rows: ReadonlyMap<string, Row>;
  idOf: (table: string) => string;
  picture: Buffer;
}

const HOST = 'matrix.example';
const named = () => ({ name: JSON.stringify({ en: 'Thing' }) });
const utc = () => ({ time_zone: 'UTC' });
const published = () => ({ ...named(), published_at: '2026-01-01T00:00Z' });

/** @param providerId the account of the provider, who is not the customer */
export async function makeThings(t: TestApp, providerId: string): Promise<Things> {
  const picture = await sharp({ create: { width: 80, height: 60, channels: 3, background: '#456' } })
    .png()
    .toBuffer();
  const owner = new pg.Client({ connectionString: t.env.DATABASE_URL });
  await owner.connect();
  try {
    await owner.query(`SELECT set_config('app.maintenance', 'on', false)`);
    const [pictureKey, fileKey] = [`${t.a.id}/picture`, `${t.a.id}/file`];
    const rows = await fillTenant(owner, await tenantTables(owner), t.a.id, {
      users: () => ({ email: 'customer@matrix.example', locale: 'en' }),
      role_grants: () => ({ user_id: providerId, role: 'provider', location_id: null }),
      businesses: () => ({ slug: 'matrix', published_at: '2026-01-01T00:00Z' }),
      locations: utc,
      providers: () => ({ user_id: providerId }),
      services: () => ({ ...published(), capacity: 8 }),
      service_variants: named,
      service_add_ons: named,
      resource_types: named,
      bookings: () => ({ ...utc(), state: 'pending' }),
      booking_items: (made) => ({
        class_session_id: null,
        details: JSON.stringify({
          isNamed: true,
          providerIds: [made.get('providers')?.['id']],
          addOns: [],
          inputs: {},
          seats: null,
        }),
      }),
      findable_services: utc,
      messages: () => ({ which: 'confirmed', channel: 'email', reason: 'for once' }),
      push_subscriptions: () => ({ endpoint: 'https://push.example/1' }),
      series: utc,
      waitlist_entries: utc,
      business_applications: () => ({ state: 'waiting' }),
      media: () => ({ storage_key: pictureKey }),
      intake_files: () => ({ storage_key: fileKey, content_type: 'image/png' }),
      booking_answers: (made) => ({
        answers: JSON.stringify([
          { key: 'file', type: 'file', name: { en: 'File' }, value: made.get('intake_files')?.['id'] },
        ]),
      }),
    });
    const idOf = (table: string) => String(rows.get(table)?.['id']);
    await owner.query('INSERT INTO domains (tenant_id, host) VALUES ($1, $2), ($3, $2)', [
      t.a.id,
      HOST,
      t.b.id,
    ]);
    await owner.query(
      `INSERT INTO date_overrides (tenant_id, location_id, subject_id, date, intervals)
       VALUES ($1, $2, NULL, '2030-01-01', '[]'), ($1, NULL, $3, '2030-01-01', '[]')`,
      [t.a.id, idOf('locations'), idOf('resource_units')],
    );
    const { media: store } = t.deps;
    await store.write(`${pictureKey}/master.webp`, await sharp(picture).webp().toBuffer());
    await store.write(fileKey, picture);
    return { rows, idOf, picture };
  } finally {
    await owner.end();
  }
}

/** The table of what stands first in an address, after `/manage` and `/me`. */
const TABLES: Record<string, string> = {
  'api-keys': 'api_keys',
  blocks: 'blocks',
  bookings: 'bookings',
  'business-applications': 'business_applications',
  businesses: 'businesses',
  'calendar-feeds': 'calendar_feeds',
  'class-sessions': 'class_sessions',
  invitations: 'invitations',
  coupons: 'coupons',
  customers: 'customers',
  holds: 'bookings',
  locations: 'locations',
  media: 'media',
  messages: 'messages',
  'payment-accounts': 'payment_accounts',
  payments: 'payments',
  providers: 'providers',
  'push-subscriptions': 'push_subscriptions',
  'resource-units': 'resource_units',
  series: 'series',
  services: 'services',
  sessions: 'sessions',
  'time-off': 'time_off',
  waitlist: 'waitlist_entries',
};

/** The things that an operation's address names. */
export function paramsOf({ rows, idOf }: Things, t: TestApp, { path }: Operation): Record<string, string> {
  const [first = '', ...rest] = path
    .replace('/api/v1/', '')
    .split('/')
    .filter((word) => word !== 'manage' && word !== 'me');
  const isClient = rest.includes('clients') && rest.at(-1) !== 'clients';
  const own = first === 'users' ? rows.get('role_grants')?.['user_id'] : idOf(TABLES[first] ?? '');
  const ofOperators = rest[0] === 'jobs' ? '1' : t.b.id;
  const id = isClient ? idOf('customers') : first === 'operator' ? ofOperators : String(own);
  return {
    id,
    idOrSlug: idOf('businesses'),
    grantId: idOf('role_grants'),
    fileId: idOf('intake_files'),
    host: HOST,
    version: '1',
    key: 'barbershop',
    date: '2030-01-01',
    ...(path.endsWith('/media/{id}/{name}') && { name: '160.webp' }),
  };
}
