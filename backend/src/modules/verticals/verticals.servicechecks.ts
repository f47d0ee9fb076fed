import type { ServiceType, Vertical } from './verticals.contract.ts';
import { type Found, mistake, type Path, reference, unique } from './verticals.findings.ts';
import { pathText, valueAt } from './verticals.mistakes.ts';
import { unitsNeeded } from './verticals.needs.ts';
import { schedulingChecks, startsInOrder } from './verticals.settingschecks.ts';

function* needs(vertical: Vertical, path: Path): Found {
  const list = valueAt(vertical, path) as unknown[];
  for (const index of list.keys()) {
    yield* reference(vertical, [...path, index, 'type'], vertical.resourceTypes, 'resourceTypes');
  }
  yield* unique(vertical, path, 'type');
}

function* segments(vertical: Vertical, service: ServiceType, path: Path): Found {
  const parts = service.segments;
  if (parts === undefined) return;
  const sum = parts.reduce((total, part) => total + part.minutes, 0);
  for (const index of parts.keys()) yield* needs(vertical, [...path, 'segments', index, 'resources']);
  for (const [index, variant] of service.variants.entries()) {
    if (variant.minutes === sum) continue;
    const at = [...path, 'variants', index, 'minutes'];
    yield mistake(
      vertical,
      at,
      `differs from the ${String(sum)} minutes of the segments`,
      'Make the two agree.',
    );
  }
  if (service.requires.resources.length > 0) {
    const at = [...path, 'requires', 'resources'];
    yield mistake(vertical, at, 'is set although there are segments', 'Name the resources in each segment.');
  }
  if (service.requires.providers > 0 !== parts.some((part) => part.provider)) {
    const remedy = 'Let a segment take the provider, or set requires.providers to 0 and provider to false.';
    yield mistake(vertical, [...path, 'requires', 'providers'], 'does not agree with the segments', remedy);
  }
}

function* inputs(vertical: Vertical, service: ServiceType, path: Path): Found {
  yield* unique(vertical, [...path, 'durationInputs'], 'key');
  for (const [index, input] of service.durationInputs.entries()) {
    const at = [...path, 'durationInputs', index];
    if (input.min > input.max) {
      yield mistake(vertical, [...at, 'max'], `is below the min of ${String(input.min)}`, 'Swap the two.');
    } else if (input.default < input.min || input.default > input.max) {
      const remedy = `Use ${String(input.min)} to ${String(input.max)}.`;
      yield mistake(vertical, [...at, 'default'], 'is not between min and max', remedy);
    }
    if (input.minutesPerUnit === 0 && input.pricePerUnit === 0) {
      const remedy = 'Set minutesPerUnit or pricePerUnit, or ask for it in an intake form.';
      yield mistake(vertical, at, 'changes neither length nor price', remedy);
    }
  }
}

/** A session is made once for all its seats: its length and its start are not up to who books one. */
function* seats(vertical: Vertical, service: ServiceType, path: Path): Found {
  if (service.capacity === 1) return;
  const lengths = new Set(service.variants.map(({ minutes }) => minutes));
  if (lengths.size > 1) {
    const message = 'differ in minutes, but share one session';
    yield mistake(vertical, [...path, 'variants'], message, 'Make them equally long, or capacity 1.');
  }
  for (const list of ['addOns', 'durationInputs'] as const) {
    for (const [index, each] of service[list].entries()) {
      if (('minutes' in each ? each.minutes : each.minutesPerUnit) === 0) continue;
      yield mistake(
        vertical,
        [...path, list, index],
        'lengthens what is sold by seats',
        'Let it add no minutes.',
      );
    }
  }
  if (service.fixedStarts !== undefined) {
    const remedy = 'Put the starts into the timetable of sessions.';
    yield mistake(vertical, [...path, 'fixedStarts'], 'does nothing where seats are sold', remedy);
  }
  if (service.requires.providers > 1) {
    const at = [...path, 'requires', 'providers'];
    yield mistake(vertical, at, 'is more than the one provider of a session', 'Use 0 or 1.');
  }
}

/** Rules of one service: said once, and true of where it happens. */
function* ownRules(vertical: Vertical, service: ServiceType, path: Path): Found {
  yield* startsInOrder(vertical, [...path, 'fixedStarts']);
  yield* schedulingChecks(vertical, [...path, 'scheduling']);
  for (const name of ['fixedStarts', 'approval'] as const) {
    if (service[name] === undefined || service.scheduling?.[name] === undefined) continue;
    const remedy = `Remove it here or at ${pathText([...path, name])}.`;
    yield mistake(vertical, [...path, 'scheduling', name], 'is said twice', remedy);
  }
  if (service.intakeForm !== undefined) {
    yield* reference(vertical, [...path, 'intakeForm'], vertical.intakeForms, 'intakeForms');
  }
  if (service.place !== 'location' && unitsNeeded(service).size > 0) {
    const remedy = 'Require no resources, or let it happen at a location.';
    yield mistake(vertical, [...path, 'place'], 'has no units, which stand at locations', remedy);
  }
}

function takesNothing(service: ServiceType): boolean {
  return service.requires.providers === 0 && unitsNeeded(service).size === 0;
}

/** What the contract cannot say of one service type, at its place in `serviceTypes`. */
export function* serviceChecks(vertical: Vertical, index: number): Found {
  const service = vertical.serviceTypes[index];
  if (!service) return;
  const path = ['serviceTypes', index];
  yield* reference(vertical, [...path, 'category'], vertical.categories, 'categories');
  yield* unique(vertical, [...path, 'variants'], 'key');
  yield* unique(vertical, [...path, 'addOns'], 'key');
  yield* needs(vertical, [...path, 'requires', 'resources']);
  yield* segments(vertical, service, path);
  yield* inputs(vertical, service, path);
  yield* seats(vertical, service, path);
  yield* ownRules(vertical, service, path);
  if (takesNothing(service)) {
    yield mistake(
      vertical,
      [...path, 'requires'],
      'takes nobody and nothing',
      'Require a provider or a resource.',
    );
  }
}

/** What the contract cannot say of service types: what they name is there, and what they say fits together. */
export function* catalogueChecks(vertical: Vertical): Found {
  yield* unique(vertical, ['resourceTypes'], 'key');
  yield* unique(vertical, ['categories'], 'key');
  yield* unique(vertical, ['serviceTypes'], 'key');
  for (const index of vertical.serviceTypes.keys()) yield* serviceChecks(vertical, index);
}
