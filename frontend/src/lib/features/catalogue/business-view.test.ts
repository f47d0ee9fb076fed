import { expect, it, vi } from 'vitest';
import { serviceList, type ServiceView } from './business-view.ts';

// Only Kit knows whether it runs in a browser; here the messages are those of the first language.
vi.mock('#lib/i18n/words.ts', () => import('#paraglide/messages.js'));

const services = (count: number) =>
  Array.from({ length: count }, (_, id) => ({ id }) as unknown as ServiceView);

it('shows what fits, and keeps the rest of three hundred behind a word', () => {
  expect(serviceList(services(24))).toMatchObject({ rest: [], more: '' });
  const long = serviceList(services(300));
  expect([long.first.length, long.rest.length, long.more]).toEqual([24, 276, 'Ver 276 más']);
});
