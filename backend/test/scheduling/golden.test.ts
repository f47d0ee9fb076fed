import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { VERTICALS_DIR } from '../../src/modules/verticals/verticals.service.ts';
import { findSlots } from '../../src/scheduling/engine.ts';
import { parseProblem } from '../../src/scheduling/plain.ts';
import { zoneOf } from '../../src/scheduling/zones.ts';
import { compare } from './oracle.ts';
import type { WrittenNeed, WrittenProblem, WrittenRules, WrittenSegment } from './reference/form.ts';

/** One problem about one service of a vertical, and the starts that were worked out by hand. */
interface Golden {
  /** What it shows. */
  why: string;
  serviceType: string;
  variant: string;
  problem: WrittenProblem;
  /** As the wall clock shows them, each with who could take it. */
  starts: string[];
}

/** What a golden case takes from the file of a vertical. */
interface Vertical {
  locale: { timeZone: string };
  scheduling: WrittenRules;
  serviceTypes: {
    key: string;
    variants: { key: string; minutes: number }[];
    durationInputs?: { minutesPerUnit: number; default: number }[];
    segments?: WrittenSegment[];
    requires?: { providers?: number; resources?: WrittenNeed[] };
    buffers?: { before: number; after: number };
    fixedStarts?: string[];
    scheduling?: WrittenRules;
  }[];
}

const FOLDER = join(import.meta.dirname, 'golden');
const files = readdirSync(FOLDER);
const read = (folder: string, file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'));

/** Rules of the file that a problem can have; the others are about who is picked, customers and money. */
function rulesOf(vertical: Vertical, type: Vertical['serviceTypes'][number]): WrittenRules {
  const rules = { ...vertical.scheduling, ...type.scheduling };
  const fixedStarts = type.fixedStarts ?? rules.fixedStarts;
  const grid = fixedStarts
    ? { fixedStarts }
    : { slotInterval: rules.slotInterval, alignment: rules.alignment };
  const { minNoticeMinutes, cutoff, maxAdvanceDays, packing, minGap, providerPerDay, providerPerWeek } =
    rules;
  return {
    ...grid,
    minNoticeMinutes,
    cutoff,
    maxAdvanceDays,
    packing,
    minGap,
    providerPerDay,
    providerPerWeek,
  };
}

function serviceOf(type: Vertical['serviceTypes'][number], variant: string) {
  const { requires, buffers, segments, variants, durationInputs = [] } = type;
  const minutes = variants.find(({ key }) => key === variant)?.minutes ?? 0;
  const more = durationInputs.reduce((sum, input) => sum + input.minutesPerUnit * input.default, 0);
  const taken = segments
    ? { segments }
    : { durationMinutes: minutes + more, resources: requires?.resources ?? [] };
  return {
    bufferBefore: buffers?.before ?? 0,
    bufferAfter: buffers?.after ?? 0,
    providers: requires?.providers ?? 1,
    ...taken,
  };
}

test('every vertical has a golden case', () => {
  expect(files).toEqual(
    readdirSync(VERTICALS_DIR).filter((file) => file.endsWith('.json') && file !== 'schema.json'),
  );
});

test.each(files)('%s offers what was worked out by hand', (file) => {
  const { problem, starts } = read(FOLDER, file) as Golden;
  const zone = zoneOf(problem.timeZone);
  const found = findSlots(parseProblem(problem)).map(({ start, providers }) => {
    const { minute } = zone.toLocal(start);
    const time = [Math.floor(minute / 60), minute % 60]
      .map((part) => String(part).padStart(2, '0'))
      .join(':');
    return [time, ...providers].join(' ');
  });
  expect(found).toEqual(starts);
  expect(compare(problem)).toBeUndefined();
});

test.each(files)('%s has the rules and the service of its vertical', (file) => {
  const { problem, serviceType, variant } = read(FOLDER, file) as Golden;
  const vertical = read(VERTICALS_DIR, file) as Vertical;
  const type = vertical.serviceTypes.find(({ key }) => key === serviceType);
  if (!type) throw new Error(`There is no ${serviceType} any more`);
  expect(problem.timeZone).toBe(vertical.locale.timeZone);
  expect(problem.service).toEqual(serviceOf(type, variant));
  expect(problem.rules).toEqual(rulesOf(vertical, type));
});
