import { expect, it, vi } from 'vitest';
import { mayMove, policyView, shareOf } from './policy-view.ts';

// Only Kit knows whether it runs in a browser; here the messages are those of the first language.
vi.mock('#lib/i18n/words.ts', () => import('#paraglide/messages.js'));

const agreed = (policy: object) => ({
  policy,
  price: { amount: 1_000_000, currency: 'ARS' },
  // A Saturday at noon in Buenos Aires.
  startsAt: '2026-03-14T12:00:00-03:00',
  timeZone: 'America/Argentina/Buenos_Aires',
});
const at = (time: string) => new Date(`${time}-03:00`);
const ladder = [
  { untilMinutesBefore: 1_080, fee: { basisPoints: 0 } },
  { untilMinutesBefore: 120, fee: { basisPoints: 5_000 } },
  { untilMinutesBefore: 0, fee: { basisPoints: 10_000 } },
];
/** Spaces in amounts differ from one version of the language data to the next. */
const plain = (text: string) => text.replaceAll(/\s/gu, ' ');
const cancel = (time: string, cancellation: object[] = ladder) =>
  plain(policyView(agreed({ cancellation }), 'es-AR', at(time)).cancel);

it('says with dates what cancelling costs, step by step', () => {
  expect(cancel('2026-03-10T10:00')).toBe(
    'Cancelás gratis hasta el viernes a las 18:00; después, hasta el sábado a las 10:00, cuesta el 50 % ($ 5.000); y más tarde cuesta el precio completo ($ 10.000).'.replace(
      '50 %',
      plain(new Intl.NumberFormat('es-AR', { style: 'percent' }).format(0.5)),
    ),
  );
});

it('tells only what is still to come, and the date where the weekday would not be enough', () => {
  expect(cancel('2026-03-14T09:00')).toMatch(
    /^Cancelar cuesta el 50.*hasta hoy a las 10:00; después cuesta el precio completo/,
  );
  expect(cancel('2026-03-14T11:00')).toBe('Cancelar cuesta el precio completo ($ 10.000).');
  expect(cancel('2026-03-14T12:01')).toMatch(/^Ya empezó/);
  expect(cancel('2026-02-10T10:00')).toContain('hasta el viernes 13 de marzo a las 18:00');
});

it('does not tell steps that cost the same', () => {
  const free = { basisPoints: 0 };
  const steps = [
    { untilMinutesBefore: 600, fee: free },
    { untilMinutesBefore: 0, fee: free },
  ];
  expect(cancel('2026-03-10T10:00', steps)).toBe('Cancelás gratis hasta que empiece.');
});

it('says until when and how often it is moved, and what not coming costs', () => {
  const policy = { reschedule: { untilMinutesBefore: 120, times: 1 }, noShowFee: { amount: 300_000 } };
  const view = policyView(agreed(policy), 'es-AR', at('2026-03-10T10:00'));
  expect(view.move).toBe('Lo podés mover una vez, hasta el sábado a las 10:00.');
  expect(plain(view.noShow)).toBe('Si faltás sin avisar, se cobra $ 3.000.');
  const never = { reschedule: { untilMinutesBefore: 0, times: 0 } };
  expect(policyView(agreed(never), 'es-AR', at('2026-03-10T10:00'))).toMatchObject({
    move: 'No se puede cambiar el horario.',
    noShow: '',
  });
});

it('tells how often it may be moved still, and when that is used up', () => {
  const policy = { reschedule: { untilMinutesBefore: 120, times: 3 } };
  const moved = (moves: number) =>
    policyView({ ...agreed(policy), moves }, 'es-AR', at('2026-03-10T10:00')).move;
  expect(moved(1)).toBe('Lo podés mover hasta 2 veces, hasta el sábado a las 10:00.');
  expect(moved(2)).toBe('Lo podés mover una vez, hasta el sábado a las 10:00.');
  expect(moved(3)).toBe('Ya usaste todos los cambios de horario de esta reserva.');
  const booking = { policy, startsAt: agreed(policy).startsAt, state: 'confirmed' as const };
  expect(mayMove(booking, 2, at('2026-03-14T10:00'))).toBe(true);
  expect(mayMove(booking, 2, at('2026-03-14T10:01'))).toBe(false);
  expect(mayMove(booking, 3, at('2026-03-10T10:00'))).toBe(false);
  expect(mayMove({ ...booking, state: 'cancelled' }, 0, at('2026-03-10T10:00'))).toBe(false);
});

it('takes shares as the API does: half up, and never more than the price', () => {
  expect(shareOf({ basisPoints: 3_333 }, 15)).toBe(5);
  expect(shareOf({ amount: 500 }, 300)).toBe(300);
  expect(shareOf({ basisPoints: 5_000 }, -10)).toBe(0);
});
