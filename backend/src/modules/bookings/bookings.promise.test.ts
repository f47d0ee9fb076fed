import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needsFile, samplesFor, somePicture, uploadForm } from '../../../test/answers.ts';
import { browser, dataOf, outcome } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { brokenPromises, NONE_BROKEN } from '../../../test/races.ts';
import { catalogueRows, type CatalogueRows } from '../../database/seed-catalogue.ts';
import { insertSessions, sessionRows } from '../../database/seed-sessions.ts';
import { insertCatalogue } from '../../database/create-tenant.ts';
import { dateOf, dayOf } from '../../scheduling/days.ts';
import { availability, type AskedItem } from '../availability/availability.contract.ts';
import { uploadedFile } from '../intake/intake.contract.ts';
import { loadVerticals } from '../verticals/verticals.service.ts';
import type { DurationInput, Vertical } from '../verticals/verticals.contract.ts';
import { booking } from './bookings.contract.ts';

const verticals = [...(await loadVerticals()).values()];
const QUESTIONS = 15;

let t: TestApp;
beforeAll(async () => {
  t = await testApp();
});
afterAll(() => t.close());

/** A tenant with the demo catalogue of a vertical, where guests may book. */
async function demoTenant(vertical: Vertical): Promise<{ host: string; rows: CatalogueRows }> {
  const id = randomUUID();
  const slug = `demo-${vertical.vertical}`;
  await t.deps.operatorDatabase.transaction({ tenantId: null, actorId: null }, (db) =>
    db.tenant.create({ data: { id, slug, name: slug, vertical: vertical.vertical } }),
  );
  const rows = catalogueRows(id, vertical);
  await t.deps.database.transaction({ tenantId: id, actorId: null }, async (db) => {
    await insertCatalogue(db, rows);
    await insertSessions(db, id, sessionRows(id, vertical, t.deps.clock()));
    await db.setting.create({
      data: { tenantId: id, value: { features: { guestBooking: true, visits: true } } },
    });
  });
  return { host: `${slug}.localhost`, rows };
}

/** Takes numbers one after the other and makes choices of them. */
function chooser(numbers: readonly number[]) {
  let next = 0;
  const below = (count: number) => (numbers[next++ % numbers.length] ?? 0) % count;
  return {
    below,
    of: <T>(list: readonly T[]): T => {
      if (list.length === 0) throw new Error('There is nothing to choose from.');
      return list[below(list.length)] as T;
    },
  };
}
type Chooser = ReturnType<typeof chooser>;

function itemOf(rows: CatalogueRows, serviceId: string, choose: Chooser): AskedItem {
  const variants = rows.serviceVariant.filter((row) => row.serviceId === serviceId);
  const addOns = rows.serviceAddOn.filter((row) => row.serviceId === serviceId && choose.below(2) === 0);
  const service = rows.service.find(({ id }) => id === serviceId);
  const inputs = (service?.durationInputs ?? []) as unknown as DurationInput[];
  const people = rows.providerService.filter((row) => row.serviceId === serviceId);
  const isNamed = people.length > 0 && choose.below(3) === 0;
  return {
    serviceId,
    variantId: choose.of(variants).id,
    addOns: addOns.map(({ id = '', maxQuantity = 1 }) => ({ id, quantity: 1 + choose.below(maxQuantity) })),
    inputs: Object.fromEntries(inputs.map(({ key, min, max }) => [key, min + choose.below(max - min + 1)])),
    ...(isNamed && { providerId: choose.of(people).providerId }),
  };
}

/** One service, or two of one business that are no classes, somewhere. */
function questionOf(rows: CatalogueRows, choose: Chooser) {
  const first = choose.of(rows.service);
  const isClass = (first.capacity ?? 1) > 1;
  const others = rows.service.filter(
    ({ businessId, capacity = 1 }) => businessId === first.businessId && capacity === 1,
  );
  const services = !isClass && choose.below(3) === 0 ? [first, choose.of(others)] : [first];
  const places = rows.location.filter(({ businessId }) => businessId === first.businessId);
  return {
    items: services.map(({ id = '' }) => itemOf(rows, id, choose)),
    ...(places.length > 0 && { locationId: choose.of(places).id }),
    seats: isClass ? 1 + choose.below(3) : 1,
  };
}

describe('offered means bookable', () => {
  it.each(verticals.map((vertical) => [vertical.vertical, vertical] as const))(
    'in %s',
    async (_name, vertical) => {
      const { host, rows } = await demoTenant(vertical);
      const guest = browser(t, { host });
      let booked = 0;
      const templates = new Map(rows.service.map(({ id, templateKey = null }) => [id, templateKey]));
      /** What is asked with a booking of these, answered. */
      const answersTo = async (items: readonly AskedItem[]) => {
        const keys = items.map(({ serviceId }) => templates.get(serviceId) ?? null);
        if (!needsFile(vertical, keys)) return samplesFor(vertical, keys);
        const of = rows.service.find(({ id }) => id === items[0]?.serviceId)?.businessId ?? '';
        const { body, headers } = uploadForm(of, await somePicture());
        const file = dataOf(uploadedFile, await guest.send('POST', '/intake-files', body, headers));
        return samplesFor(vertical, keys, file.answer);
      };
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat(), { minLength: 30, maxLength: 30 }), async (numbers) => {
          const choose = chooser(numbers);
          const { items, locationId, seats } = questionOf(rows, choose);
          const from = dateOf(dayOf(new Date().toISOString().slice(0, 10)) + choose.below(20));
          const asked = await guest.send('POST', '/availability', { items, locationId, seats, from });
          // Somebody may have been named who does not work there.
          if (asked.statusCode === 404) return;
          expect(outcome(asked), asked.body).toEqual([200]);
          const { days, providers } = dataOf(availability, asked);
          const slots = days.flatMap(({ slots }) => slots);
          if (slots.length === 0) return;

          const slot = choose.of(slots);
          const { start, end, sessionId, price, priceUpTo = price } = slot;
          const wish = { items, locationId, seats, start, sessionId };
          const path = choose.of(['/holds', '/bookings']);
          const answer = await guest.send(
            'POST',
            path,
            path === '/holds' ? wish : { ...wish, customer: { name: 'Ana' }, ...(await answersTo(items)) },
          );
          expect(outcome(answer), `${JSON.stringify(wish)} ${answer.body}`).toEqual([201]);
          const made = dataOf(booking, answer);
          expect([made.startsAt, made.endsAt]).toEqual([start, end]);
          const [leader] = made.items[0]?.providers ?? [];
          if (leader) expect(slot.providers.map((position) => providers[position]?.id)).toContain(leader.id);
          expect(made.price.amount).toBeGreaterThanOrEqual(price.amount);
          expect(made.price.amount).toBeLessThanOrEqual(priceUpTo.amount);
          booked += 1;
        }),
        { numRuns: QUESTIONS, endOnFailure: true },
      );
      expect(booked).toBeGreaterThan(0);
      expect(await brokenPromises(t)).toEqual(NONE_BROKEN);
    },
    60_000,
  );
});
