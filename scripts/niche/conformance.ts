import { seedId } from '../../backend/src/database/seed-ids.ts';
import { inPrepared, systemCtx } from '../../backend/src/lib/context.ts';
import { confirmHold } from '../../backend/src/modules/bookings/bookings.confirm.ts';
import { readBookings } from '../../backend/src/modules/bookings/bookings.views.ts';
import { newApiKey } from '../../backend/src/modules/identity/identity.contract.ts';
import type { Life } from './life.ts';
import { buildApp, type App } from '../../backend/src/app.ts';
import { DEMO_PASSWORD, demoPeople } from '../../backend/src/database/demo.ts';
import { seed } from '../../backend/src/database/seed.ts';
import { closeDeps, openDeps, type Deps } from '../../backend/src/deps.ts';
import type { Env } from '../../backend/src/env.ts';
import * as catalogue from '../../backend/src/modules/catalogue/catalogue.contract.ts';
import type { Vertical } from '../../backend/src/modules/verticals/verticals.contract.ts';
import * as z from 'zod/mini';
import { sellersOf } from './offers.ts';
import { judgeOf } from './judge.ts';
import { tryService, type Customers } from './trial.ts';
import { Failure, visitor, type Visitor } from './visitor.ts';

/** What became of one service type. */
export interface Outcome {
  vertical: string;
  type: string;
  /** What was done; of a failure, what was wrong. */
  text: string;
  passed: boolean;
  milliseconds: number;
}

async function customersOf(app: App, vertical: Vertical): Promise<Customers> {
  const host = `${vertical.demo.tenant.slug}.localhost`;
  const member = visitor(app, host);
  const account = demoPeople(vertical).find(({ role }) => role === 'customer');
  const answer = await member.logIn(account?.email ?? '', DEMO_PASSWORD);
  if (answer.statusCode !== 200) throw new Failure(`the demo's customer cannot sign in: ${answer.body}`);
  return { member, guest: vertical.features.guestBooking ? visitor(app, host) : undefined };
}

/** The demo's admin with a key: no session would last until the last bookings have begun. */
async function staffOf(app: App, vertical: Vertical): Promise<Visitor> {
  const host = `${vertical.demo.tenant.slug}.localhost`;
  const admin = visitor(app, host);
  const account = demoPeople(vertical).find(({ role }) => role === 'admin');
  await admin.logIn(account?.email ?? '', DEMO_PASSWORD);
  const scopes = ['booking:read', 'booking:write'];
  const { key } = await admin.ask(newApiKey, 'POST', '/me/api-keys', { name: 'conform', scopes });
  return visitor(app, host, { authorization: `Bearer ${key}` });
}

/** Makes a hold firm, as whoever hears that its deposit was paid. */
async function payDeposit(deps: Deps, vertical: Vertical, bookingId: string): Promise<void> {
  const { slug, name } = vertical.demo.tenant;
  const tenant = { id: seedId('tenant', slug), slug, name, vertical: vertical.vertical };
  await inPrepared(systemCtx(deps, tenant, 'conform'), async (ctx) => {
    const [row] = await readBookings(ctx, [bookingId]);
    if (!row?.customer) throw new Failure('what waits for its deposit is nobody’s');
    await confirmHold(ctx, vertical, row, { ...row.customer, userId: row.ownerId, isNew: false });
  });
}

async function outcomeOf(work: () => Promise<string>): Promise<Omit<Outcome, 'vertical' | 'type'>> {
  const began = performance.now();
  const passed = (text: string, isPassed = true) => ({
    text,
    passed: isPassed,
    milliseconds: Math.round(performance.now() - began),
  });
  try {
    return passed(await work());
  } catch (error) {
    if (error instanceof Failure) return passed(error.message, false);
    throw error;
  }
}

/**
 * Seeds the demo tenants of the verticals and tries every service type of theirs over HTTP.
 * @param env of a database that is migrated and empty
 */
export async function* conformance(env: Env, verticals: readonly Vertical[]): AsyncGenerator<Outcome> {
  // Time stands still for rules that look ahead, so that what was offered is in time until it is compared and booked.
  const began = Math.floor(Date.now() / 60_000) * 60_000;
  let now = began;
  const at = async <T>(instant: number, work: () => Promise<T>): Promise<T> => {
    now = instant;
    try {
      return await work();
    } finally {
      now = began;
    }
  };
  const deps = await openDeps(env, 'conform', {
    clock: () => new Date(now),
    verticals: new Map(verticals.map((vertical) => [vertical.vertical, vertical])),
  });
  const app = await buildApp(deps);
  try {
    await seed(deps);
    for (const vertical of verticals) {
      const customers = await customersOf(app, vertical);
      const life: Life = {
        vertical,
        staff: await staffOf(app, vertical),
        pay: (bookingId) => payDeposit(deps, vertical, bookingId),
        at,
        now: () => now,
      };
      const stage = { ...customers, vertical, life, judge: judgeOf(deps, vertical) };
      const look = customers.guest ?? customers.member;
      const businesses = await look.ask(z.array(catalogue.business), 'GET', '/businesses?limit=100');
      const pages = await Promise.all(
        businesses.map(({ id }) => look.ask(catalogue.businessPage, 'GET', `/businesses/${id}`)),
      );
      for (const type of vertical.serviceTypes) {
        const outcome = await outcomeOf(() => tryService(stage, type, sellersOf(pages, type.key)));
        yield { vertical: vertical.vertical, type: type.key, ...outcome };
      }
    }
  } finally {
    await app.close();
    await closeDeps(deps);
  }
}
