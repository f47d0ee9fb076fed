import type { Vertical } from './verticals.contract.ts';
import { LOCALES } from './verticals.fields.ts';
import { type Found, mistake, type Path, suggest, unique, zone } from './verticals.findings.ts';
import { FONTS } from './verticals.fonts.ts';
import { formChecks } from './verticals.formchecks.ts';
import { SEO_PLACEHOLDERS } from './verticals.marketplace.ts';
import { valueAt } from './verticals.mistakes.ts';
import { nearestName } from './verticals.nearest.ts';
import { catalogueChecks } from './verticals.servicechecks.ts';
import { distinct, settingsChecks } from './verticals.settingschecks.ts';

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

function* shownToAll(vertical: Vertical): Found {
  yield* distinct(vertical, ['marketplace', 'facets']);
  for (const [page, known] of Object.entries(SEO_PLACEHOLDERS)) {
    for (const part of ['title', 'description']) {
      const texts = (valueAt(vertical, ['seo', page, part]) ?? {}) as Record<string, string>;
      for (const [locale, text] of Object.entries(texts)) {
        for (const [, name = ''] of text.matchAll(/\{([^}]*)\}/g)) {
          if ((known as readonly string[]).includes(name)) continue;
          const message = `holds {${name}}, which this page does not have`;
          yield mistake(vertical, ['seo', page, part, locale], message, suggest(name, known, 'the text'));
        }
      }
    }
  }
}

function* settings(vertical: Vertical): Found {
  yield* unique(vertical, ['providerLevels'], 'key');
  yield* settingsChecks(vertical, vertical.providerLevels);
}

/** What the contract cannot say of one key alone; the demo has its own checks. */
export const fileChecks = [
  texts,
  customs,
  branding,
  catalogueChecks,
  settings,
  formChecks,
  shownToAll,
] as const;
