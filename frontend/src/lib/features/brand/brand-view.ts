import type { BrandPatch, BrandVersion, BrandView, JudgedBrand } from '#lib/api/types.ts';
import { formatDateTime } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { languageName } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';

type Option = { value: string; label: string };

/** One thing that can be chosen, with what the vertical says where that is something else. */
export interface BrandField {
  name: string;
  label: string;
  value: string;
  inherited: string | undefined;
  options?: Option[];
  min?: number;
  max?: number;
  step?: number;
  hint?: string | undefined;
}

const densities = {
  compact: m.brand_density_compact,
  regular: m.brand_density_regular,
  airy: m.brand_density_airy,
};
const cases = {
  asWritten: m.brand_case_as_written,
  upper: m.brand_case_upper,
  lower: m.brand_case_lower,
};
const grounds = { accent: m.brand_theme_accent, background: m.brand_theme_background };
const motifs: Record<BrandView['motifs'][number], () => string> = {
  arches: m.brand_motif_arches,
  blocks: m.brand_motif_blocks,
  bubbles: m.brand_motif_bubbles,
  courts: m.brand_motif_courts,
  foliage: m.brand_motif_foliage,
  lanes: m.brand_motif_lanes,
  lenses: m.brand_motif_lenses,
  notebook: m.brand_motif_notebook,
  plates: m.brand_motif_plates,
  strands: m.brand_motif_strands,
  stripes: m.brand_motif_stripes,
  tiles: m.brand_motif_tiles,
  treads: m.brand_motif_treads,
  waves: m.brand_motif_waves,
};

const plain = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

const optionsOf = (words: Record<string, () => string>): Option[] =>
  Object.entries(words).map(([value, label]) => ({ value, label: label() }));

const PAIRS: Record<string, () => string> = {
  text: m.brand_pair_text,
  textMuted: m.brand_pair_muted,
  accent: m.brand_pair_accent,
  onAccent: m.brand_pair_on_accent,
  accentText: m.brand_pair_link,
  onSecond: m.brand_pair_second,
};

export interface ContrastRow {
  what: string;
  light: { hex: string; ground: string; ratio: string; good: boolean };
  dark: { hex: string; ground: string; ratio: string; good: boolean };
  needed: string;
}

/** The contrasts of both schemes side by side. */
export function contrastRows(contrasts: JudgedBrand['contrasts'], locale: Locale): ContrastRow[] {
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const cell = (found: JudgedBrand['contrasts'][number] | undefined) => ({
    hex: found?.hex ?? '',
    ground: found?.groundHex ?? '',
    ratio: number.format(Math.floor((found?.ratio ?? 0) * 10) / 10),
    good: found !== undefined && found.ratio >= found.needed,
  });
  return Object.entries(PAIRS).map(([colour, what]) => {
    const of = (scheme: string) => contrasts.find((one) => one.colour === colour && one.scheme === scheme);
    return {
      what: what(),
      light: cell(of('light')),
      dark: cell(of('dark')),
      needed: number.format(of('light')?.needed ?? 0),
    };
  });
}

/** What is wrong with a colour, and the one to take instead. */
export function findingOf({ findings }: JudgedBrand, locale: Locale) {
  const [finding] = findings;
  if (!finding) return null;
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const { ratio, needed, nearest } = finding;
  const words = { ratio: number.format(ratio), needed: number.format(needed), nearest };
  return { nearest, text: m.brand_finding(words), button: m.brand_take_nearest({ nearest }) };
}

/** The fields of the form, by section; what is typed stands in `value`. */
export function brandFields({ inherited, fonts }: BrandView, value: BrandPatch) {
  const faces = fonts.map(({ key, family }) => ({ value: key, label: family }));
  const face = fonts.find(({ key }) => key === (value.display ?? inherited.display));
  const axis = { min: face?.lightest ?? 100, max: face?.heaviest ?? 900, step: 10 };
  const hint = m.brand_weights({ from: String(axis.min), to: String(axis.max) });
  const held: Record<string, unknown> = { ...inherited, neutral: inherited.neutral ?? inherited.accent };
  const field = (name: keyof BrandPatch, label: string, more: Partial<BrandField> = {}): BrandField => {
    const said = plain(held[name]);
    const shown = more.options?.find((option) => option.value === said)?.label ?? said;
    const isOwn = value[name] !== undefined;
    return {
      name,
      label,
      value: isOwn ? plain(value[name]) : said,
      inherited: isOwn ? m.brand_inherited({ value: shown }) : undefined,
      ...more,
    };
  };
  return {
    colours: [
      field('accent', m.brand_accent()),
      field('second', m.brand_second()),
      field('neutral', m.brand_neutral()),
    ],
    bar: field('themeColor', m.brand_theme_color(), { options: optionsOf(grounds) }),
    letters: [
      field('display', m.brand_display(), { options: faces }),
      field('displayWeight', m.brand_display_weight(), { ...axis, hint }),
      field('text', m.brand_text(), { options: faces }),
    ],
    shape: [
      field('radius', m.brand_radius(), { min: 0, max: 24, step: 1 }),
      field('density', m.brand_density(), { options: optionsOf(densities) }),
      field('motif', m.brand_motif(), { options: optionsOf(motifs) }),
    ],
    sign: [
      field('wordmarkCase', m.brand_case(), { options: optionsOf(cases) }),
      field('wordmarkWeight', m.brand_wordmark_weight(), { ...axis, hint }),
      field('tracking', m.brand_tracking(), { min: -60, max: 300, step: 5 }),
    ],
  };
}

/** What may be written in each language of the vertical. */
export function brandTexts({ inherited }: BrandView, value: BrandPatch, locale: Locale) {
  const shown = value.locales ?? inherited.locales;
  return {
    first: shown[0] ?? locale,
    languages: inherited.locales.map((one) => {
      const language = languageName(one, locale);
      return {
        locale: one,
        language,
        isShown: shown.includes(one),
        tagline: {
          label: m.brand_tagline({ language }),
          value: value.tagline?.[one] ?? '',
          inherited: inherited.tagline[one] ?? '',
        },
        description: {
          label: m.brand_description({ language }),
          value: value.description?.[one] ?? '',
          inherited: inherited.description[one] ?? '',
        },
      };
    }),
  };
}

/** What the brand was, the newest first. */
export const versionRows = (versions: readonly BrandVersion[], now: number, locale: Locale, zone: string) =>
  versions.map(({ version, value, at, by }) => {
    const count = Object.keys(value).length;
    const changes =
      count === 0 ? m.brand_version_inherited() : m.brand_version_changes({ count: String(count) });
    return {
      version,
      title: m.brand_version({ version: String(version) }),
      text: [formatDateTime(at, locale, zone), by, changes].filter(Boolean).join(' · '),
      isNow: version === now,
      restore: m.brand_restore_of({ version: String(version) }),
    };
  });
