import { expect, test, vi } from 'vitest';
import type { Booking, Tenant } from '#lib/api/types.ts';
import { stateView } from './state-view.ts';

// Only Kit knows whether it runs in a browser; here the messages are those of the first language.
vi.mock('#lib/i18n/words.ts', () => import('#paraglide/messages.js'));

test('what nobody answered is not awaited any more once its time is over', () => {
  const booking = {
    state: 'pending',
    businessName: 'Plano Corto',
    endsAt: '2026-03-06T18:00:00-03:00',
  } as Booking;
  const at = (now: string) =>
    stateView(booking, { terminology: {} } as unknown as Tenant, 'es-AR', new Date(now)).label;
  expect(at('2026-03-06T17:59:00-03:00')).toBe('Espera respuesta');
  expect(at('2026-03-06T18:00:00-03:00')).toBe('Quedó sin respuesta');
});
