import { migrate } from '../../backend/src/database/migrate.ts';
import { closeDeps, openDeps, type Deps } from '../../backend/src/deps.ts';
import { systemCtx, type Ctx } from '../../backend/src/lib/context.ts';
import { createBooking } from '../../backend/src/modules/bookings/bookings.service.ts';
import { DAY, isoOf } from '../../backend/src/scheduling/days.ts';
import { createShop, type Shop } from '../../backend/test/shop.ts';
import type { Measurement } from '../bench.ts';
import { asOwner, newTenant, withServer } from './market.ts';
import { inTurns } from './rounds.ts';

const PEOPLE = 20;
/** The shop works twelve hours from 08:00 UTC, and cuts for half an hour. */
const [OPENS, MINUTES, A_DAY] = [480, 30, 24];

/** Books one time after the other, everybody's before the next. */
function booking(ctx: Ctx, deps: Deps, { services, providerIds }: Shop): () => Promise<unknown> {
  const tomorrow = Math.floor(Date.now() / 60_000 / DAY) + 1;
  let count = 0;
  return () => {
    const providerId = providerIds[count % PEOPLE] ?? '';
    const slot = Math.floor(count / PEOPLE);
    count += 1;
    const start = (tomorrow + Math.floor(slot / A_DAY)) * DAY + OPENS + (slot % A_DAY) * MINUTES;
    const items = [{ serviceId: services.cut, providerId }];
    return createBooking(ctx, deps, { items, start: isoOf(start), seats: 1, customer: { name: 'Ana' } });
  };
}

/** What a booking costs with the bits of taken time, against the same without the trigger that keeps them. */
export function freetimeCost(): Promise<Measurement[]> {
  return withServer(
    async (envOf) => {
      const [kept, plain] = [envOf(), envOf('plain')];
      await migrate(kept);
      const deps = await openDeps(kept, 'bench');
      const ctx = await newTenant(deps, 'shop');
      const shop = await createShop({ ctx }, { providers: PEOPLE });
      await closeDeps(deps);
      await asOwner(kept, (client) => client.query('ANALYZE'));
      await asOwner(envOf('postgres'), (client) => client.query('CREATE DATABASE plain TEMPLATE turnero'));
      await asOwner(plain, (client) =>
        client.query('ALTER TABLE allocations DISABLE TRIGGER keep_taken_time'),
      );

      const [one, other] = [await openDeps(kept, 'bench'), await openDeps(plain, 'bench')];
      const book = (deps: Deps) => booking(systemCtx(deps, ctx.tenant, 'bench'), deps, shop);
      const times = await inTurns(book(one), book(other), { rounds: 30, times: 40 });
      await Promise.all([closeDeps(one), closeDeps(other)]);
      return [{ name: 'index of free time: a booking with it / without', ...times, bound: 1.2 }];
    },
    { DATABASE_POOL_SIZE: '2' },
  );
}
