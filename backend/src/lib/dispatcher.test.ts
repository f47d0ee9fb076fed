import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createDispatcher } from './dispatcher.ts';

interface Events {
  'lamp.lit': { room: string };
  'lamp.broken': { room: string };
}

const lit = { name: 'lamp.lit', id: '1', tenantId: 't', requestId: null, payload: { room: 'hall' } } as const;

test('handlers run one after the other, each inside the middleware, the first given outermost', async () => {
  const dispatcher = createDispatcher<Events>();
  const seen: string[] = [];
  for (const name of ['outer', 'inner']) {
    dispatcher.use(async ({ name: event }, next) => {
      seen.push(`${name} ${event}`);
      await next();
    });
  }
  dispatcher.on(['lamp.lit', 'lamp.broken'], async ({ payload }) => {
    await sleep(10);
    seen.push(`slow ${payload.room}`);
  });
  dispatcher.on('lamp.lit', () => void seen.push('quick'));
  dispatcher.on('lamp.broken', () => void seen.push('never'));
  await dispatcher.dispatch(lit);
  expect(seen).toEqual([
    'outer lamp.lit',
    'inner lamp.lit',
    'slow hall',
    'outer lamp.lit',
    'inner lamp.lit',
    'quick',
  ]);
});

test('with a middleware that keeps errors, one failing handler does not stop the others', async () => {
  const dispatcher = createDispatcher<Events>();
  const errors: unknown[] = [];
  let reached = 0;
  dispatcher.use((_event, next) => next().catch((error: unknown) => void errors.push(error)));
  dispatcher.on('lamp.lit', () => {
    throw new Error('thrown');
  });
  dispatcher.on('lamp.lit', () => Promise.reject(new Error('rejected')));
  dispatcher.on('lamp.lit', () => void (reached += 1));
  await dispatcher.dispatch(lit);
  expect(errors).toMatchObject([{ message: 'thrown' }, { message: 'rejected' }]);
  expect(reached).toBe(1);
});

test('without one, the error reaches whoever dispatched', async () => {
  const dispatcher = createDispatcher<Events>();
  dispatcher.on('lamp.lit', () => Promise.reject(new Error('rejected')));
  await expect(dispatcher.dispatch(lit)).rejects.toThrow('rejected');
});
