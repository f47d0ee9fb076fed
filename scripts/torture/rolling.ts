import { setTimeout as sleep } from 'node:timers/promises';
import { tomorrow } from '../../backend/test/shop.ts';
import type { Role } from '../lib/role.ts';
import { startCompany, NO_FAULTS } from './company.ts';
import { createInstallation } from './installation.ts';
import { startLoad, type Load, type Taken } from './load.ts';
import { createPlace } from './place.ts';
import { randomOf } from './random.ts';

const MOST_MS = 120_000;
/** Between two restarts, so that a proxy that asks every second has seen the first one come back. */
const PAUSE_MS = 1_500;
/** Of people in a load of minutes: there are a thousand half hours, and each is wanted once. */
const UNHURRIED_MS = 250;

/** From eight to eight. */
const HALVES = 24;
/** Days from today; what is later cannot be booked yet. */
const LAST_DAY = 41;

/** Restarts one after the other as an operator would: SIGTERM, start again, and the next when this one serves. */
export async function restartInTurn(
  roles: readonly Role[],
  pause = PAUSE_MS,
  tell: (line: string) => void = () => undefined,
): Promise<void> {
  for (const role of roles) {
    tell(`restarting ${role.name}`);
    await role.restart();
    await until(role.serving);
    await sleep(pause);
  }
}

async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + MOST_MS;
  while (!condition()) {
    if (Date.now() > end) throw new Error('a process did not come back within two minutes');
    await sleep(20);
  }
}

/** Ends each by SIGKILL under load; whoever started it starts it again. */
async function killInTurn(roles: readonly Role[], tell: (line: string) => void): Promise<void> {
  for (const role of roles) {
    tell(`killing ${role.name}`);
    const pid = role.pid();
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
    await until(() => role.pid() !== pid && role.serving());
    await sleep(PAUSE_MS);
  }
}

export interface RollingReport {
  about: string[];
  restarted: string[];
  afterTerm: Taken;
  afterKill: Taken;
  connections: number;
  missing: string[];
  hears: boolean;
}

/** Half hours of working days, the first of them again after all others: there are two providers. @param first days from today */
export function startsOfDays(first = 1): () => string {
  let index = -1;
  return () => {
    index = (index + 1) % (HALVES * (LAST_DAY - first));
    const half = index % HALVES;
    const hour = String(8 + Math.floor(half / 2)).padStart(2, '0');
    return tomorrow(`${hour}:${half % 2 ? '30' : '00'}`, first + Math.floor(index / HALVES));
  };
}

/** A fleet under load: every process of it is told to end in turn, then every api and worker is killed. */
export async function runRolling(tell: (line: string) => void = () => undefined): Promise<RollingReport> {
  const cleanup: (() => unknown)[] = [];
  try {
    const company = await startCompany(randomOf(0, 0), NO_FAULTS);
    cleanup.push(company.close);
    const installation = await createInstallation([], { isFleet: true });
    cleanup.push(installation.close);
    const { env, roles, about } = installation;
    const place = await createPlace(env, 1, company.credentials);
    await installation.start();
    const load: Load = await startLoad(
      {
        port: env.PORT,
        host: `${place.slug}.localhost:${env.PORT}`,
        serviceId: place.open.services.cut,
        locationId: place.open.locationId,
        nextStart: startsOfDays(),
        hasPages: true,
      },
      UNHURRIED_MS,
    );
    await sleep(PAUSE_MS);
    await restartInTurn(roles, PAUSE_MS, tell);
    const afterTerm = load.take();
    await killInTurn(
      roles.filter(({ name }) => !name.startsWith('web')),
      tell,
    );
    const afterKill = load.take();
    const connections = load.connections();
    return {
      about,
      restarted: roles.map(({ name }) => name),
      afterTerm,
      afterKill,
      connections,
      ...(await load.stop()),
    };
  } finally {
    for (const end of cleanup.reverse()) await end();
  }
}
