import type { BrandPatch, BrandView } from '#lib/api/types.ts';
import { locales } from '#lib/i18n/locale.ts';
import { textIn } from '#lib/server/forms.ts';

type Inherited = BrandView['inherited'];

const COLOURS = ['accent', 'second', 'neutral'] as const;
const CHOICES = ['display', 'text', 'wordmarkCase', 'density', 'motif', 'themeColor'] as const;
const NUMBERS = ['displayWeight', 'wordmarkWeight', 'tracking', 'radius'] as const;
const TEXTS = ['tagline', 'description'] as const;

const textOf = (data: FormData, name: string): string => textIn(data, name).trim();

/** What was written otherwise than the vertical has it, by language. */
function written(data: FormData, name: (typeof TEXTS)[number], inherited: Inherited) {
  const own = locales
    .map((locale) => [locale, textOf(data, `${name}.${locale}`)] as const)
    .filter(([locale, text]) => text !== '' && text !== (inherited[name][locale] ?? ''));
  return own.length > 0 ? Object.fromEntries(own) : undefined;
}

/** The languages that are ticked, the one for everybody else first. */
function spoken(data: FormData, inherited: Inherited): BrandPatch['locales'] {
  const first = textOf(data, 'firstLocale');
  const ticked = locales.filter((locale) => data.getAll('locales').includes(locale) || locale === first);
  const ordered = ticked.toSorted((one, other) => Number(other === first) - Number(one === first));
  const isSame =
    ordered.length === 0 ||
    (ordered.length === inherited.locales.length &&
      ordered[0] === inherited.locales[0] &&
      ordered.every((locale) => inherited.locales.includes(locale)));
  return isSame ? undefined : ordered;
}

/**
 * What a form says of the brand: only what differs from the vertical, so that what it leaves alone goes on following the
 * vertical's file.
 * @param logo the picture that stands for the name, as it is after this form
 */
export function readBrand(data: FormData, inherited: Inherited, logo: string | undefined): BrandPatch {
  const patch: Record<string, unknown> = {};
  for (const name of COLOURS) {
    const value = textOf(data, name);
    if (value && value !== (inherited[name] ?? inherited.accent)) patch[name] = value;
  }
  for (const name of CHOICES) {
    const value = textOf(data, name);
    if (value && value !== inherited[name]) patch[name] = value;
  }
  for (const name of NUMBERS) {
    const value = Number.parseInt(textOf(data, name), 10);
    if (Number.isInteger(value) && value !== inherited[name]) patch[name] = value;
  }
  for (const name of TEXTS) {
    const own = written(data, name, inherited);
    if (own) patch[name] = own;
  }
  const shown = spoken(data, inherited);
  // Its values are judged by the API, whatever the form sent.
  return { ...patch, ...(shown && { locales: shown }), ...(logo && { logo }) };
}
