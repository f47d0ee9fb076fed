import { hexOf, lchOf } from '../../lib/colour.ts';
import type { Branding, Vertical } from '../verticals/verticals.contract.ts';
import { FONTS } from '../verticals/verticals.fonts.ts';
import type { BrandLook, BrandPatch } from './brand.contract.ts';

/** Drafts come and go: no more dressed verticals are remembered than this. */
const MOST = 200;
const dressed = new WeakMap<Vertical, Map<string, Vertical>>();

const within = (weight: number, [lightest, heaviest]: readonly [number, number]) =>
  Math.min(heaviest, Math.max(lightest, weight));

/** The branding that holds; weights stay within the axis of their face. */
function brandingOf({ branding }: Vertical, value: BrandPatch): Branding {
  const display = value.display ?? branding.fonts.display;
  const axis = FONTS[display].weights;
  const neutral = value.neutral ?? branding.colors.neutral;
  return {
    colors: {
      accent: value.accent ?? branding.colors.accent,
      second: value.second ?? branding.colors.second,
      ...(neutral !== undefined && { neutral }),
    },
    fonts: {
      display,
      displayWeight: within(value.displayWeight ?? branding.fonts.displayWeight, axis),
      text: value.text ?? branding.fonts.text,
    },
    logo: {
      case: value.wordmarkCase ?? branding.logo.case,
      weight: within(value.wordmarkWeight ?? branding.logo.weight, axis),
      tracking: value.tracking ?? branding.logo.tracking,
    },
    radius: value.radius ?? branding.radius,
    density: value.density ?? branding.density,
    motif: value.motif ?? branding.motif,
    themeColor: value.themeColor ?? branding.themeColor,
  };
}

function wear(vertical: Vertical, value: BrandPatch): Vertical {
  const shown = value.locales?.filter((locale) => vertical.locale.supported.includes(locale)) ?? [];
  const [first] = shown;
  return {
    ...vertical,
    branding: brandingOf(vertical, value),
    tagline: { ...vertical.tagline, ...value.tagline },
    description: { ...vertical.description, ...value.description },
    locale: first ? { ...vertical.locale, default: first, supported: shown } : vertical.locale,
  };
}

/** The vertical as a tenant wears it: the same object for the same brand, so that what is derived of it can be kept. */
export function dressedAs(vertical: Vertical, value: BrandPatch): Vertical {
  if (Object.keys(value).length === 0) return vertical;
  let known = dressed.get(vertical);
  if (!known) dressed.set(vertical, (known = new Map<string, Vertical>()));
  const key = JSON.stringify(value);
  let worn = known.get(key);
  if (!worn) {
    if (known.size >= MOST) known.clear();
    known.set(key, (worn = wear(vertical, value)));
  }
  return worn;
}

/** Everything that a brand may change, as a vertical has it. */
export function lookOf(vertical: Vertical): BrandLook {
  const { branding, locale } = vertical;
  return {
    accent: hexOf(lchOf(branding.colors.accent)),
    second: hexOf(lchOf(branding.colors.second)),
    neutral: branding.colors.neutral === undefined ? null : hexOf(lchOf(branding.colors.neutral)),
    display: branding.fonts.display,
    displayWeight: branding.fonts.displayWeight,
    text: branding.fonts.text,
    wordmarkCase: branding.logo.case,
    wordmarkWeight: branding.logo.weight,
    tracking: branding.logo.tracking,
    radius: branding.radius,
    density: branding.density,
    motif: branding.motif,
    themeColor: branding.themeColor,
    logo: null,
    tagline: vertical.tagline,
    description: vertical.description,
    locales: [locale.default, ...locale.supported.filter((one) => one !== locale.default)],
  };
}
