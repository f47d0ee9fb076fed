import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { createOffer, EVERY_DAY, takeTime, type TestOffer } from '../../../test/offer.ts';
import { inTransaction, type Ctx } from '../../lib/context.ts';
import { stampBusiness } from '../catalogue/catalogue.stamp.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import type { AvailabilityQuestion } from './availability.contract.ts';
import type { Memory } from './availability.memory.ts';
import { answerQuestion } from './availability.service.ts';

const MINUTE_MS = 60_000;
const MONDAY = Date.parse('2026-11-30T00:00:00Z');

let now: number;
let t: TestApp;
beforeAll(async () => {
  t = await testApp({ clock: () => new Date(now) });
});
afterAll(() => t.close());

/** In working hours; what lies on the grid of five minutes is kept in bits, the rest in rows. */
const time = fc.record({
  who: fc.constantFrom(0, 1),
  day: fc.constantFrom(0, 1, 2, 3, 4, 5, 6),
  slot: fc.constantFrom(0, 1, 5, 8, 13, 14),
  late: fc.constantFrom(0, 0, 7),
  minutes: fc.constantFrom(30, 60),
});
const steps = fc.array(
  fc.oneof(
    time.map((time) => ({ kind: 'taken' as const, ...time })),
    time.map((time) => ({ kind: 'held' as const, ...time })),
    fc.nat().map((which) => ({ kind: 'freed' as const, which })),
    fc.constantFrom(1, 30, 600).map((minutes) => ({ kind: 'later' as const, minutes })),
    fc.nat({ max: 1 }).map((who) => ({ kind: 'hours' as const, who })),
    fc.constantFrom(15, 60).map((slotInterval) => ({ kind: 'settings' as const, slotInterval })),
  ),
  { minLength: 6, maxLength: 8 },
);
type Step = (typeof steps extends fc.Arbitrary<infer Value> ? Value : never)[number];

async function happen(
  ctx: Ctx,
  { businessId, serviceId, providerIds }: TestOffer,
  step: Step,
): Promise<void> {
  if (step.kind === 'later') {
    now += step.minutes * MINUTE_MS;
    return;
  }
  if (step.kind === 'taken' || step.kind === 'held') {
    const from = MONDAY + (step.day * 1440 + 540 + step.slot * 30 + step.late) * MINUTE_MS;
    const range = [from, from + step.minutes * MINUTE_MS].map((at) => new Date(at).toISOString());
    const wanted = takeTime(
      t.a,
      providerIds[step.who] ?? '',
      range as [string, string],
      step.kind === 'held' ? 60 : undefined,
    );
    // What is taken already cannot be taken.
    await wanted.catch(() => undefined);
    return;
  }
  await inTransaction(ctx, async (ctx) => {
    if (step.kind === 'freed') {
      const ours = await ctx.db.allocation.findMany({
        where: { tenantId: ctx.tenant.id, subjectId: { in: providerIds } },
        orderBy: { id: 'asc' },
      });
      const id = ours[step.which % Math.max(1, ours.length)]?.id;
      await ctx.db.allocation.deleteMany({ where: { tenantId: ctx.tenant.id, id: id ?? businessId } });
      return;
    }
    if (step.kind === 'hours') {
      const where = { tenantId: ctx.tenant.id, subjectId: providerIds[step.who] ?? '', weekday: 3 };
      await ctx.db.weeklyHours.updateMany({ where, data: { endMinute: { decrement: 30 } } });
    } else {
      const { slotInterval } = step;
      await ctx.db.$executeRaw`
        UPDATE settings SET value = jsonb_set(value, '{scheduling,slotInterval}', to_jsonb(${slotInterval}::int))
        WHERE tenant_id = ${ctx.tenant.id}::uuid AND service_id = ${serviceId}::uuid`;
    }
    await stampBusiness(ctx, businessId);
  });
}

it(
  'whatever has happened since, an answer from memory is the one that a stranger would be given',
  { timeout: 120_000 },
  async () => {
    const { ctx } = t.a;
    const vertical = verticalOf(t.deps.verticals, ctx.tenant);
    let [isKept, isLost] = [false, false];
    await fc.assert(
      fc.asyncProperty(steps, fc.boolean(), async (steps, isLimited) => {
        now = MONDAY - 12 * 60 * MINUTE_MS;
        const scheduling = {
          slotInterval: 30,
          packing: 'all',
          minNoticeMinutes: 0,
          maxAdvanceDays: 366,
          closedOnHolidays: false,
          ...(isLimited && {
            providerPerDay: 2,
            packing: 'noOrphans',
            cutoff: { daysBefore: 1, time: '18:00' },
          }),
        };
        const offer = await createOffer(t.a, { providers: [EVERY_DAY, EVERY_DAY], settings: { scheduling } });
        const question: AvailabilityQuestion = {
          items: [{ serviceId: offer.serviceId }],
          from: '2026-11-30',
          to: '2026-12-06',
          seats: 1,
          explain: false,
          desk: false,
        };
        const ask = (memory?: Memory) => answerQuestion(ctx, vertical, question, offer.businessId, memory);
        let { memory } = await ask();
        for (const step of steps) {
          await happen(ctx, offer, step);
          const [remembering, stranger] = [await ask(memory), await ask()];
          expect(remembering.answer.json.toString()).toBe(stranger.answer.json.toString());
          expect(remembering.answer.tag).toBe(stranger.answer.tag);
          isKept ||= remembering.memory?.loaded.lasting === memory?.loaded.lasting;
          isLost ||= remembering.memory?.loaded.lasting !== memory?.loaded.lasting;
          memory = remembering.memory;
        }
      }),
      { numRuns: 40, seed: 20_261_121 },
    );
    expect({ isKept, isLost }).toEqual({ isKept: true, isLost: true });
  },
);
