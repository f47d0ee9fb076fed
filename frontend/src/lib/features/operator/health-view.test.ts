import { expect, it } from 'vitest';
import type { HealthView } from '#lib/api/types.ts';
import { healthParts } from './health-view.ts';

const now = Date.parse('2026-11-21T12:00:00Z');
const good: HealthView = {
  version: '1',
  node: 'v24',
  postgres: '18',
  checks: {
    database: { status: 'ok', ms: 1 },
    redis: { status: 'off', ms: 0 },
    storage: { status: 'ok', ms: 1 },
    disk: { status: 'ok', ms: 1 },
  },
  disk: { freeBytes: 5e9, totalBytes: 1e10 },
  workers: [{ id: 'w', seenAt: '2026-11-21T11:59:57Z', silent: false }],
  queue: { waiting: 1, late: 0, running: 0, failed: 0, oldest: '2026-11-21T13:00:00Z' },
  outbox: { waiting: 0, oldest: null },
  migrations: [{ name: 'one', appliedAt: '2026-11-20T00:00:00Z' }],
};
const bad = (health: HealthView) =>
  healthParts(health, now, 'en').flatMap(({ id, status }) => (status === 'failed' ? [id] : []));

it('finds nothing wrong while everything works, and Redis is not used', () => {
  expect(bad(good)).toEqual([]);
});

it('finds each part that needs a look', () => {
  const silent = { ...good.workers[0]!, silent: true };
  expect(bad({ ...good, workers: [silent] })).toEqual(['workers']);
  expect(bad({ ...good, queue: { ...good.queue, failed: 1 } })).toEqual(['queue']);
  expect(bad({ ...good, queue: { ...good.queue, oldest: '2026-11-21T11:50:00Z' } })).toEqual(['queue']);
  expect(bad({ ...good, outbox: { waiting: 9, oldest: '2026-11-21T11:50:00Z' } })).toEqual(['outbox']);
  expect(bad({ ...good, migrations: [{ name: 'two', appliedAt: null }] })).toEqual(['migrations']);
});
