import { expect, test } from 'vitest';
import { CONTROLS } from '../scripts/torture/controls.ts';
import { runRound, type Report } from '../scripts/torture/round.ts';

const brokenOf = ({ findings }: Report) =>
  Object.fromEntries(
    findings.filter(({ broken }) => broken.length > 0).map(({ name, broken }) => [name, broken]),
  );

test('under kills, lost answers and a bad payment company every promise is kept', async () => {
  const report = await runRound({ seed: 29, clients: 12, slots: 4, kills: 5, seconds: 8 });
  expect(brokenOf(report), `seed ${report.seed}`).toEqual({});
  expect(Object.values(report.killed).reduce((sum, times) => sum + times, 0)).toBe(5);
  expect(report.journal.bookings.length).toBeGreaterThan(0);
  for (const { name, looked } of report.findings) expect(looked, name).toBeGreaterThan(0);
}, 180_000);

// Each is an installation of its own.
test.concurrent.each(CONTROLS)(
  'the report turns red with $name',
  async ({ wiring, seenBy }) => {
    const report = await runRound({ seed: 1, clients: 4, slots: 4, kills: 0, seconds: 4 }, wiring);
    expect(Object.keys(brokenOf(report))).toEqual(expect.arrayContaining(seenBy));
  },
  240_000,
);
