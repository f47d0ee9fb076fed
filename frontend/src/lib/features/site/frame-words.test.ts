import { expect, test } from 'vitest';
import type { Tenant } from '#lib/api/types.ts';
import { frameWords } from './frame-words.ts';
import barbershop from '../../../../../niche-configs/barbershop.json' with { type: 'json' };

test('nobody is asked to join a site that rests', () => {
  const tenant = { mode: 'marketplace', terminology: barbershop.terminology } as unknown as Tenant;
  expect(frameWords({ kind: 'tenant', tenant }, 'es-AR').join).not.toBe('');
  expect(frameWords({ kind: 'suspended', tenant }, 'es-AR').join).toBe('');
});
