import type { ManagedServiceType, OwnApplication } from '#lib/api/types.ts';
import { formatMinutes } from '#lib/i18n/format.ts';
import { localized } from '#lib/i18n/text.ts';
import { digitsOf } from '#lib/features/bookings/typed-money.ts';

export const STEPS = ['business', 'place', 'hours', 'services', 'done'] as const;
export type Step = (typeof STEPS)[number];

/** The first step that is not done yet. */
export function nextStep(application: Pick<OwnApplication, 'missing'> | null): Step {
  if (!application) return 'business';
  const { missing } = application;
  if (missing.includes('location')) return 'place';
  if (missing.includes('hours')) return 'hours';
  return missing.length > 0 ? 'services' : 'done';
}

/** The step that an address asks for, if all before it are done. */
export function stepFor(wanted: string | null, application: OwnApplication | null): Step {
  const next = nextStep(application);
  const asked = STEPS.find((step) => step === wanted) ?? next;
  // Who has begun cannot begin again.
  if (application && asked === 'business') return next;
  return STEPS.indexOf(asked) <= STEPS.indexOf(next) ? asked : next;
}

export interface TemplateView {
  key: string;
  name: string;
  description: string;
  variants: { key: string; name: string; minutes: string; price: string }[];
}

/** A price in whole units as a field has it: "8500" or "8500.50". */
export function priceField({ amount, currency }: { amount: number; currency: string }): string {
  const digits = digitsOf(currency);
  const value = amount / 10 ** digits;
  return Number.isInteger(value) ? String(value) : value.toFixed(digits);
}

/** What the services step offers: the templates that are not among the services yet. */
export const templateViews = (
  types: readonly ManagedServiceType[],
  taken: ReadonlySet<string | null>,
  locale: string,
): TemplateView[] =>
  types
    .filter(({ key }) => !taken.has(key))
    .map(({ key, name, description, variants }) => ({
      key,
      name: localized(name, locale),
      description: localized(description, locale),
      variants: variants.map((variant) => ({
        key: variant.key,
        name: localized(variant.name, locale),
        minutes: formatMinutes(variant.minutes),
        price: priceField(variant.price),
      })),
    }));
