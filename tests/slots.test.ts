import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerFile } from '../scripts/lib/slots.ts';
import { root } from '../scripts/lib/paths.ts';

/** Monday, 9 to 10:30, of which 9:30 is taken: 9:00 and 10:00 in London's winter. */
const problem = {
  now: '2026-03-01T12:00:00Z',
  timeZone: 'Europe/London',
  from: '2026-03-02',
  to: '2026-03-02',
  service: { durationMinutes: 30 },
  rules: { slotInterval: 30 },
  providers: [
    {
      id: 'p1',
      weekly: [{ days: [1], start: '09:00', end: '10:30' }],
      busy: [['2026-03-02T09:30:00Z', '2026-03-02T10:00:00Z']],
    },
  ],
};
const slots = [
  { start: '2026-03-02T09:00:00Z', providers: ['p1'] },
  { start: '2026-03-02T10:00:00Z', providers: ['p1'] },
];

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'turnero slots '))));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What a person sees who runs `npm run --silent slots -- ...` in the folder. */
async function run(words: string[], input = '') {
  const child = spawn(process.execPath, [join(root, 'scripts', 'launch.mjs'), 'slots', ...words], {
    env: { ...process.env, INIT_CWD: folder },
  });
  child.stdin.end(input);
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.on('exit', resolve)),
  ]);
  return { out, err, code };
}

test('one problem has one answer, a list of them a list', () => {
  expect(answerFile(problem)).toEqual({ slots, count: 2 });
  expect(answerFile([problem, { ...problem, to: '2026-03-03', from: '2026-03-03' }])).toEqual([
    { slots, count: 2 },
    { slots: [], count: 0 },
  ]);
  expect(answerFile([])).toEqual([]);
});

test('explained, it tells why the other starts are none', () => {
  const answer = answerFile(problem, { explain: true }) as {
    refused: { start: string; reasons: string[] }[];
  };
  expect(answer).toMatchObject({ slots, count: 2 });
  expect(answer.refused).toContainEqual({ start: '2026-03-02T09:30:00Z', reasons: ['BUSY'] });
  expect(answer.refused).toContainEqual({ start: '2026-03-02T08:30:00Z', reasons: ['OUTSIDE_HOURS'] });
});

test('timed, it computes so many times', () => {
  const { ms, ...rest } = answerFile(problem, { times: 4 }) as {
    ms: { min: number; median: number; max: number };
  };
  expect(rest).toEqual({ slots, count: 2 });
  expect(ms.min).toBeGreaterThan(0);
  expect(ms.median).toBeGreaterThanOrEqual(ms.min);
  expect(ms.max).toBeGreaterThanOrEqual(ms.median);
});

test('every mistake in a list names its problem', () => {
  expect(() => answerFile([problem, 3, { ...problem, rules: {} }])).toThrow(
    /^\[1\]: should be an object.*\n\[2\]\.rules\.slotInterval: is missing/,
  );
});

test('the command prints nothing but JSON to standard output', async () => {
  await writeFile(join(folder, 'problem.json'), JSON.stringify(problem));
  const { out, code } = await run(['problem.json', '--time', '3']);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ slots, count: 2, ms: { max: expect.any(Number) as number } });
});

test.each([
  [['problem.json'], '', 'problem.json cannot be read'],
  [['-'], '{', 'Standard input is not JSON'],
  [['-'], '[{"now": 1}]', 'Standard input has a mistake:\n[0].now: is no text'],
  [['a', '--time', '0'], '', '--time needs a whole number from 1'],
  [[], '', 'Name one file'],
])('%j with %j on standard input fails in a sentence', async (words, input, sentence) => {
  await rm(join(folder, 'problem.json'), { force: true });
  const { out, err, code } = await run(words, input);
  expect({ out, code }).toEqual({ out: '', code: 1 });
  expect(err).toContain(sentence);
  expect(err).not.toMatch(/\n\s+at /);
});
