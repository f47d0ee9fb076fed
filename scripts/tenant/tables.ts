import type pg from 'pg';
import { parentsFirst, type Table, tablesOf } from '../lib/tables.ts';

/** A table that belongs to tenants; its columns are without the tenant's id, and names without their schema. */
export type TenantTable = Pick<Table, 'name' | 'columns' | 'primaryKey' | 'parents'>;

/**
 * What does not travel. Some is made anew from the rest by triggers and by `rebuildSearch`; some holds only for a while, in one
 * browser or with one installation's secret.
 */
const LEFT_HERE = [
  'taken_time',
  'working_time',
  'findable_services',
  'search_refreshes',
  'customer_words',
  'sessions',
  'user_tokens',
  'push_subscriptions',
  'idempotency_keys',
  'outbox',
];
const OF_THE_PLATFORM = ['domains', 'operator_events'];
/** Counts itself into its coupon: last, so that its trigger rests for the shortest time. */
export const COUNTED = 'coupon_uses';

const SCHEMA = 'public.';
const withoutSchema = (name: string) => name.replace(SCHEMA, '');

/** Every table that travels, parents first. */
export async function tenantTables(client: pg.ClientBase): Promise<TenantTable[]> {
  const left = [...LEFT_HERE, ...OF_THE_PLATFORM];
  const tables = (await tablesOf(client))
    .filter(({ name, columns }) => name.startsWith(SCHEMA) && columns.includes('tenant_id'))
    .map(({ name, columns, primaryKey, parents }) => ({
      name: withoutSchema(name),
      columns: columns.filter((column) => column !== 'tenant_id'),
      primaryKey,
      parents: parents.map(withoutSchema),
    }))
    .filter(({ name }) => !left.includes(name));
  const last = (name: string) => Number(name === COUNTED);
  return parentsFirst(
    tables.toSorted((one, other) => last(one.name) - last(other.name)),
    ['tenants'],
  );
}

/** Names in which files are kept begin with the tenant's id; in an archive they begin with this. */
export const HERE = '~';
