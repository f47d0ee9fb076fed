import { type Found, mistake, type Path, reference, unique } from './verticals.findings.ts';
import { minuteOfDay } from './verticals.hours.ts';
import { type Message, TIMED_MESSAGES } from './verticals.messages.ts';
import { valueAt } from './verticals.mistakes.ts';
import type { SchedulingLayer } from './verticals.scheduling.ts';
import type { SettingsLayer } from './verticals.settings.ts';

/** The list at `path` names nothing twice. */
export function* distinct(data: unknown, path: Path): Found {
  const list = (valueAt(data, path) ?? []) as unknown[];
  for (const [index, entry] of list.entries()) {
    if (list.indexOf(entry) < index) {
      yield mistake(data, [...path, index], 'is named twice', 'Name each once.');
    }
  }
}

/** Fixed starts stand in the order of the day, each once. */
export function* startsInOrder(data: unknown, path: Path): Found {
  const starts = (valueAt(data, path) ?? []) as string[];
  for (const [index, start] of starts.entries()) {
    const before = starts[index - 1];
    if (before === undefined || minuteOfDay(before) < minuteOfDay(start)) continue;
    yield mistake(data, [...path, index], `does not come after ${before}`, 'List each start once, in order.');
  }
}

/** What a layer is without it does not set. */
function* notBoth(data: unknown, path: Path): Found {
  const section = valueAt(data, path) as Record<string, unknown> | undefined;
  yield* distinct(data, [...path, 'without']);
  for (const [index, name] of ((section?.['without'] ?? []) as string[]).entries()) {
    if (section?.[name] === undefined) continue;
    const remedy = `Remove it here, or "${name}" beside it.`;
    yield mistake(data, [...path, 'without', index], `(${name}) is set here too`, remedy);
  }
}

/** What the contract cannot say of rules of scheduling, at `path` of `data`. */
export function* schedulingChecks(data: unknown, path: Path): Found {
  yield* notBoth(data, path);
  const rules = valueAt(data, path) as SchedulingLayer | undefined;
  yield* startsInOrder(data, [...path, 'fixedStarts']);
  if (rules?.minGap !== undefined && rules.packing === 'all') {
    const remedy = 'Remove it, or set packing to "noOrphans".';
    yield mistake(data, [...path, 'minGap'], 'does nothing while packing is "all"', remedy);
  }
}

function* cancellation(data: SettingsLayer): Found {
  const path = ['policies', 'cancellation'];
  const steps = data.policies?.cancellation ?? [];
  for (const [index, { untilMinutesBefore }] of steps.entries()) {
    const before = steps[index - 1]?.untilMinutesBefore ?? Infinity;
    if (untilMinutesBefore < before) continue;
    const at = [...path, index, 'untilMinutesBefore'];
    yield mistake(
      data,
      at,
      `is not less than ${String(before)} of the step before`,
      'Put the earliest first.',
    );
  }
  const last = steps.length - 1;
  if ((steps[last]?.untilMinutesBefore ?? 0) > 0) {
    const remedy = 'Add a step for 0: what cancelling costs until the start.';
    yield mistake(data, [...path, last, 'untilMinutesBefore'], 'leaves out the time after it', remedy);
  }
}

function* prices(data: SettingsLayer, levels: readonly { key: string }[]): Found {
  const rules = data.priceRules ?? [];
  yield* unique(data, ['priceRules'], 'key');
  for (const [index, { days, times, dates, groups, levels: named = [], ...rule }] of rules.entries()) {
    const path = ['priceRules', index];
    for (const position of named.keys()) {
      yield* reference(data, [...path, 'levels', position], levels, 'providerLevels');
    }
    if (times !== undefined && times.start === times.end) {
      yield mistake(data, [...path, 'times'], 'ends when it starts', 'For the whole day leave it out.');
    }
    if (dates !== undefined && dates.from > dates.to) {
      yield mistake(data, [...path, 'dates'], 'ends before it begins', 'Swap from and to.');
    }
    const conditions = [days, times, dates, groups].filter((condition) => condition !== undefined);
    if (conditions.length + named.length === 0 && index < rules.length - 1) {
      const remedy = 'Put it last, or give it a condition.';
      yield mistake(data, [...path, 'key'], `(${rule.key}) always holds, so no rule after it does`, remedy);
    }
  }
}

function* message(data: SettingsLayer, { which, minutesBefore, minutesAfter }: Message, path: Path): Found {
  const wanted = { reminder: 'minutesBefore', followUp: 'minutesAfter' }[which as string];
  if (wanted !== undefined && { minutesBefore, minutesAfter }[wanted] === undefined) {
    yield mistake(data, [...path, wanted], 'is missing', `Say when a ${which} is sent.`);
  }
  for (const [name, value] of Object.entries({ minutesBefore, minutesAfter })) {
    if (value === undefined || name === wanted) continue;
    const timed = TIMED_MESSAGES.join(' and ');
    yield mistake(data, [...path, name], `does nothing in ${which}`, `Remove it; it is for ${timed}.`);
  }
  yield* distinct(data, [...path, 'channels']);
}

/**
 * What the contract cannot say of settings, of a whole file as of one layer.
 * @param levels the vertical's `providerLevels`
 */
export function* settingsChecks(data: SettingsLayer, levels: readonly { key: string }[]): Found {
  yield* schedulingChecks(data, ['scheduling']);
  yield* cancellation(data);
  yield* prices(data, levels);
  yield* unique(data, ['series'], 'key');
  yield* unique(data, ['messages'], 'key');
  for (const [index, each] of (data.messages ?? []).entries()) {
    yield* message(data, each, ['messages', index]);
  }
  yield* distinct(data, ['payments', 'chain']);
  yield* notBoth(data, ['payments']);
  if (data.features?.series === true && data.series?.length === 0) {
    yield mistake(data, ['features', 'series'], 'is on, but series names no rhythm', 'Add one to series.');
  }
}
