import { openSite } from './asking.ts';
import { waitUntilCalm } from './calm.ts';
import { lookAtAll, type Finding } from './checks.ts';
import { FEW_FAULTS, startCompany, type Faults } from './company.ts';
import { Life } from './customer.ts';
import { forge } from './forger.ts';
import { hurry } from './hourglass.ts';
import { createInstallation } from './installation.ts';
import { newJournal, type Journal } from './journal.ts';
import { killAtRandom } from './killer.ts';
import { createPlace } from './place.ts';
import { randomOf } from './random.ts';
import { rowsOf, type World } from './world.ts';

export interface Size {
  seed: number;
  /** Customers at a time. */
  clients: number;
  /** Starts of each shop that they fight for. */
  slots: number;
  kills: number;
  /** For which customers go on. */
  seconds: number;
  /** As many processes as in production, with what stands before and behind them there. */
  isFleet?: boolean;
}

/** How a round is made to fail: by the test's own wiring and DDL, never by a switch in the product. */
export interface Wiring {
  /** Run on the round's own database before anybody uses it. */
  ddl?: string;
  /** Modules that api processes load first. */
  preload?: string[];
  faults?: Faults;
  /** What one more customer does beside the others. */
  also?: (life: Life, starts: readonly string[]) => Promise<void>;
}

export interface Report {
  seed: number;
  findings: Finding[];
  killed: Record<string, number>;
  /** Holds whose time to pay was made to end. */
  hurried: number;
  journal: Journal;
  /** Answers that the company lost after the change. */
  lost: number;
  /** Seconds until nothing was left to be done. */
  calmAfter: number;
}

/** So long after the end customers still ask for an answer that they did not get; a little, where nothing is killed. */
const GRACE_MS = 30_000;
const LITTLE_GRACE_MS = 5_000;
/** From so many seconds on a round has time for payments that take theirs, and for holds that are swept within a minute. */
const LONG = 20;
const CALM_MS = 60_000;

/** Streams of the seed; customers have those from FIRST_CUSTOMER on. */
const STREAMS = { company: 0, killer: 1, forger: 2, also: 3, hourglass: 4 };
const FIRST_CUSTOMER = 10;

/** One round on an installation of its own, which is gone afterwards. */
export async function runRound(
  { seed, clients, slots, kills, seconds, isFleet = false }: Size,
  { ddl, preload, faults = FEW_FAULTS, also }: Wiring = {},
  tell: (line: string) => void = () => undefined,
): Promise<Report> {
  const cleanup: (() => unknown)[] = [];
  try {
    const company = await startCompany(randomOf(seed, STREAMS.company), faults);
    cleanup.push(company.close);
    const installation = await createInstallation(preload, { isFleet });
    for (const line of installation.about) tell(line);
    cleanup.push(installation.close);
    const place = await createPlace(installation.env, slots, company.credentials);
    const { rows, adminRows } = rowsOf(installation);
    if (ddl) await rows(ddl);
    await installation.start();
    const { ask, close } = openSite(installation.env, place.slug);
    cleanup.push(close);
    const journal = newJournal();
    const world: World = { installation, place, journal, company, ask, rows, adminRows };

    const ms = seconds * 1_000;
    const endsAt = Date.now() + ms;
    const isOver = () => Date.now() >= endsAt;
    const givesUpAt = () => endsAt + (kills > 0 ? GRACE_MS : LITTLE_GRACE_MS);
    const lifeOf = (name: string, stream: number) => {
      const random = randomOf(seed, stream);
      return new Life({ ask, journal, random, givesUpAt, mayDelay: seconds >= LONG, place, name });
    };
    tell(`${clients} customers for ${seconds} s`);
    const lives = Array.from({ length: clients }, (_, index) =>
      lifeOf(`c${index}`, FIRST_CUSTOMER + index).live(isOver),
    );
    const { webhookUrl } = place;
    const isLate = () => seconds < LONG || Date.now() >= endsAt - ms / 3;
    const [killed, hurried] = await Promise.all([
      killAtRandom(installation.victims, randomOf(seed, STREAMS.killer), { kills, ms }, tell),
      hurry(rows, randomOf(seed, STREAMS.hourglass), isLate),
      forge({ webhookUrl, journal, random: randomOf(seed, STREAMS.forger) }, isOver),
      also?.(lifeOf('also', STREAMS.also), place.starts),
      ...lives,
    ]);
    tell('waiting until it is calm');
    const calm = await waitUntilCalm(world, CALM_MS);
    company.behave();
    tell('looking at it from the outside');
    const left = Object.entries(calm.left).map(([what, number]) => `${number} ${what}`);
    const findings: Finding[] = [
      { name: 'calm in time', looked: 1, broken: left },
      ...(await lookAtAll(world)),
    ];
    return { seed, findings, killed, hurried, journal, lost: company.lost(), calmAfter: calm.seconds };
  } finally {
    for (const end of cleanup.reverse()) await end();
  }
}
