import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Told } from '../launch/steps.mjs';

/** What the scenarios may wish for on one tenant's site. */
export interface World {
  target: string;
  host: string;
  wishes: {
    business: string;
    businessId: string;
    /** Where: a business may have several, and is asked about one. */
    locationId: string;
    service: string;
    serviceId: string;
    word: string;
  }[];
  /** What everybody wants at once. */
  sale: { serviceId: string; locationId: string; providerId: string; start: string };
}

interface Business {
  id: string;
  slug: string;
  locations: { id: string }[];
}
interface Service {
  id: string;
  slug: string;
  name: Record<string, string>;
}
interface Terms {
  guestBooking: boolean;
  intakeForm: { fields: { required?: boolean }[] } | null;
  customerFields: { required?: boolean }[];
}
interface Availability {
  providers: { id: string }[];
  days: { slots: { start: string; providers: number[] }[] }[];
}

const DAY_MS = 86_400_000;
const dateIn = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
/** Nobody else books so far ahead. */
const SALE_DAYS = [30, 36] as const;
const BETWEEN_BOOKINGS_MS = 500;

const BUSY = 503;
const MOST_TURNS = 60;

type Ask = <T>(path: string, body?: object) => Promise<T>;

/** Asks the API as the site's own host, whatever resolves it. */
const asking =
  (target: string, host: string): Ask =>
  async <T>(path: string, body?: object) => {
    const send = () =>
      fetch(`${target}/api/v1${path}`, {
        method: body ? 'POST' : 'GET',
        headers: {
          'x-tenant': host.split('.')[0] ?? '',
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
      });
    let answer = await send();
    // It may still have much to do from its start, or from the scenario before.
    for (let turn = 0; answer.status === BUSY && turn < MOST_TURNS; turn += 1) {
      await sleep(1_000);
      answer = await send();
    }
    const { data } = (await answer.json()) as { data?: T };
    if (data === undefined) throw new Told(`${target}/api/v1${path} answers ${answer.status}.`);
    return data;
  };

/** Whether a guest books it who answers no questions. */
const isPlain = ({ guestBooking, intakeForm, customerFields }: Terms) =>
  guestBooking && ![...(intakeForm?.fields ?? []), ...customerFields].some(({ required }) => required);

/** @throws Told where the site does not answer, or sells nothing */
export async function whatIsThere({ url, tenant }: { url: string; tenant: string }): Promise<World> {
  const { origin, host: at } = new URL(url);
  const host = `${tenant}.${at}`;
  const ask = asking(origin, host);
  const wishes: World['wishes'] = [];
  for (const { id: businessId, slug: business, locations } of await ask<Business[]>('/businesses'))
    for (const { id: serviceId, slug: service, name } of await ask<Service[]>(
      `/services?businessId=${businessId}&limit=100`,
    )) {
      if (!isPlain(await ask<Terms>(`/services/${serviceId}/terms`))) continue;
      wishes.push({
        business,
        businessId,
        // Where nothing is done at a location, nobody looks at it.
        locationId: locations[0]?.id ?? businessId,
        service,
        serviceId,
        word: Object.values(name)[0]?.split(' ')[0] ?? service,
      });
    }
  for (const { serviceId, locationId } of wishes) {
    const [from, to] = SALE_DAYS.map(dateIn);
    const free = await ask<Availability>(
      `/availability?serviceId=${serviceId}&locationId=${locationId}&from=${from}&to=${to}`,
    );
    const slot = free.days.flatMap(({ slots }) => slots).at(-1);
    const provider = free.providers[slot?.providers[0] ?? -1];
    if (slot && provider)
      return {
        target: origin,
        host,
        wishes,
        sale: { serviceId, locationId, providerId: provider.id, start: slot.start },
      };
  }
  throw new Told(`${host} sells nothing that can be booked.`);
}

/** Books now and then, so that there is something to hear. @returns how to end it */
export function keepBooking({ target, host, wishes }: World): () => Promise<void> {
  const ask = asking(target, host);
  const ending = new AbortController();
  const work = async () => {
    for (let turn = 0; !ending.signal.aborted; turn += 1) {
      const { serviceId = '', locationId = '' } = wishes[turn % wishes.length] ?? {};
      const free = await ask<Availability>(
        `/availability?serviceId=${serviceId}&locationId=${locationId}&from=${dateIn(21)}&to=${dateIn(27)}`,
      );
      const slots = free.days.flatMap((day) => day.slots);
      const start = slots[turn % Math.max(slots.length, 1)]?.start;
      const email = `load-${randomBytes(8).toString('hex')}@example.com`;
      const customer = { name: 'Cora Carga', email, phone: '+54 11 5555 0134' };
      if (start)
        await ask('/bookings', { items: [{ serviceId }], locationId, start, customer }).catch(
          () => undefined,
        );
      await sleep(BETWEEN_BOOKINGS_MS);
    }
  };
  const done = work();
  done.catch(() => undefined);
  return async () => {
    ending.abort();
    await done;
  };
}
