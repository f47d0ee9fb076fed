import { setTimeout as sleep } from 'node:timers/promises';
import type { Victim } from './installation.ts';
import type { Random } from './random.ts';

/** Most milliseconds for which a victim stays dead. */
const MOST_DEAD_MS = 800;

/**
 * Kills at random, at random times spread over the first four fifths of the run, and starts again what it killed. Of the first
 * kills each victim gets one, in random order.
 * @param ms how long the run lasts @param tell hears of each kill @returns who was killed how often
 */
export async function killAtRandom(
  victims: readonly Victim[],
  random: Random,
  { kills, ms }: { kills: number; ms: number },
  tell: (line: string) => void,
): Promise<Record<string, number>> {
  const order: Victim[] = [];
  while (order.length < kills) {
    const left = [...victims];
    while (left.length > 0) order.push(...left.splice(random.below(left.length), 1));
  }
  const killed: Record<string, number> = {};
  const gap = (ms * 0.8) / Math.max(1, kills);
  for (const victim of order.slice(0, kills)) {
    await sleep(gap * (0.5 + random.next() / 2));
    tell(`killing ${victim.name}`);
    killed[victim.name] = (killed[victim.name] ?? 0) + 1;
    await victim.kill();
    await sleep(random.below(Math.min(MOST_DEAD_MS, gap / 2)));
    await victim.revive();
  }
  return killed;
}
