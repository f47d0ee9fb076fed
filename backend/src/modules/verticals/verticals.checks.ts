import type { ServiceType, Vertical } from './verticals.contract.ts';
import { LOCALES } from './verticals.fields.ts';
import { type Found, mistake, type Path, reference, unique, zone } from './verticals.findings.ts';
import { FONTS } from './verticals.fonts.ts';
import { valueAt } from './verticals.mistakes.ts';
import { nearestName } from './verticals.nearest.ts';

/** Every object whose keys are languages (texts and terminology) speaks all supported ones. */
function* texts(vertical: Vertical, at: unknown = vertical, path: Path = []): Found {
  if (typeof at !== 'object' || at === null) return;
  const keys = Object.keys(at);
  if (keys.length > 0 && keys.every((key) => (LOCALES as readonly string[]).includes(key))) {
    for (const locale of vertical.locale.supported.filter((each) => !keys.includes(each))) {
      yield mistake(
        vertical,
        [...path, locale],
        'is missing',
        `Write it in ${locale}, which locale.supported names.`,
      );
    }
  }
  for (const [key, value] of Object.entries(at))
    yield* texts(vertical, value, [...path, Array.isArray(at) ? Number(key) : key]);
}

function* customs(vertical: Vertical): Found {
  const { locale } = vertical;
  if (!locale.supported.includes(locale.default)) {
    yield mistake(
      vertical,
      ['locale', 'default'],
      'is not in locale.supported',
      'Add it there, or choose another.',
    );
  }
  if (new Set(locale.supported).size < locale.supported.length) {
    yield mistake(vertical, ['locale', 'supported'], 'names a language twice', 'Name each once.');
  }
  const currencies = Intl.supportedValuesOf('currency');
  if (!currencies.includes(locale.currency)) {
    const near = nearestName(locale.currency, currencies);
    yield mistake(
      vertical,
      ['locale', 'currency'],
      'is not a currency',
      `Use its ISO 4217 code, such as "${near ?? 'USD'}".`,
    );
  }
  const country = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }).of(locale.country);
  if (country === undefined) {
    yield mistake(
      vertical,
      ['locale', 'country'],
      'is not a country',
      'Use its ISO 3166 code, such as "AR".',
    );
  }
  yield* zone(vertical, ['locale', 'timeZone']);
}

function* branding(vertical: Vertical): Found {
  const { fonts, logo } = vertical.branding;
  const [light, heavy] = FONTS[fonts.display].weights;
  const weights: [Path, number][] = [
    [['branding', 'fonts', 'displayWeight'], fonts.displayWeight],
    [['branding', 'logo', 'weight'], logo.weight],
  ];
  for (const [path, weight] of weights) {
    if (weight >= light && weight <= heavy) continue;
    const message = `is outside the weights of ${fonts.display}`;
    yield mistake(
      vertical,
      path,
      message,
      `Use ${String(light)} to ${String(heavy)}, or another display face.`,
    );
  }
}

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

function takesNothing(service: ServiceType): boolean {
  const inSegments = service.segments?.some((part) => part.resources.length > 0) ?? false;
  return service.requires.providers === 0 && service.requires.resources.length === 0 && !inSegments;
}

function* catalogue(vertical: Vertical): Found {
  yield* unique(vertical, ['resourceTypes'], 'key');
  yield* unique(vertical, ['categories'], 'key');
  yield* unique(vertical, ['serviceTypes'], 'key');
  for (const [index, service] of vertical.serviceTypes.entries()) {
    const path = ['serviceTypes', index];
    yield* reference(vertical, [...path, 'category'], vertical.categories, 'categories');
    yield* unique(vertical, [...path, 'variants'], 'key');
    yield* unique(vertical, [...path, 'addOns'], 'key');
    yield* needs(vertical, [...path, 'requires', 'resources']);
    yield* segments(vertical, service, path);
    if (takesNothing(service)) {
      yield mistake(
        vertical,
        [...path, 'requires'],
        'takes nobody and nothing',
        'Require a provider or a resource.',
      );
    }
  }
}

/** What the contract cannot say of one key alone; the demo has its own checks. */
export const catalogueChecks = [texts, customs, branding, catalogue] as const;
