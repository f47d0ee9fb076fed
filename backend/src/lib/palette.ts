import { hexOf, hueTurn, type Lch, lchOf, lowestContrast } from './colour.ts';
import { huedScale, neutralScale, type Scheme } from './palette.scales.ts';

export type { Scheme } from './palette.scales.ts';

/** Seed colours as "#rrggbb" or "oklch(l c h)". */
export type Seeds = { accent: string; second: string; neutral?: string | undefined };

const STEPS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12'] as const;
const STATES = ['success', 'warning', 'danger'] as const;
type State = (typeof STATES)[number];

type Step = `${'neutral' | 'accent' | 'second'}${(typeof STEPS)[number]}`;
type StateToken = State | `on${Capitalize<State>}` | `${State}Text` | `${State}Soft`;
type Surface = 'background' | 'surface' | 'surfaceRaised';
type Role = 'text' | 'textMuted' | 'border' | 'borderStrong' | 'focus';
type Accent = 'accent' | 'accentHover' | 'onAccent' | 'accentText' | 'accentSoft';
type Second = 'second' | 'onSecond' | 'secondText' | 'secondSoft';

export type Token = Step | Surface | Role | Accent | Second | StateToken;
export type Palette = Record<Token, string>;

const SURFACES = ['background', 'surface', 'surfaceRaised'] as const;
const SOFT = ['accentSoft', 'secondSoft', 'successSoft', 'warningSoft', 'dangerSoft'] as const;

function pairs(ratio: number, colours: readonly Token[], grounds: readonly Token[]) {
  return colours.flatMap((colour) => grounds.map((ground) => ({ colour, ground, ratio })));
}

/** What stands on what, and the WCAG contrast that is promised: 4.5 for text, 3 for controls and their edges. */
export const CONTRASTS: readonly { colour: Token; ground: Token; ratio: number }[] = [
  ...pairs(4.5, ['text'], [...SURFACES, ...SOFT]),
  ...pairs(4.5, ['textMuted'], SURFACES),
  ...pairs(4.5, ['accentText'], [...SURFACES, 'accentSoft']),
  ...pairs(4.5, ['secondText'], [...SURFACES, 'secondSoft']),
  ...pairs(4.5, ['onAccent'], ['accent', 'accentHover']),
  ...pairs(4.5, ['onSecond'], ['second']),
  ...pairs(3, ['accent', 'accentHover', 'borderStrong', 'focus', ...STATES], SURFACES),
  ...STATES.flatMap((state) => [
    ...pairs(4.5, [`on${capital(state)}`], [state]),
    ...pairs(4.5, [`${state}Text`], [...SURFACES, `${state}Soft`]),
  ]),
];

function capital<T extends string>(word: T): Capitalize<T> {
  return (word.charAt(0).toUpperCase() + word.slice(1)) as Capitalize<T>;
}

/** Moves the lightness away from the grounds, no further than needed for the ratio. Black and white always reach it. */
function legible(colour: Lch, grounds: readonly string[], ratio: number, scheme: Scheme): string {
  const step = scheme === 'light' ? -0.005 : 0.005;
  for (let l = colour.l; l > 0 && l < 1; l += step) {
    const hex = hexOf({ ...colour, l });
    if (lowestContrast(hex, grounds) >= ratio) return hex;
  }
  return scheme === 'light' ? '#000000' : '#ffffff';
}

/** Light or dark text for a solid colour, tinted with it where that is legible; undefined if none is on all of them. */
function inkOn(seed: Lch, solids: readonly string[]): string | undefined {
  const tinted = (l: number, c: number) => hexOf({ l, c: Math.min(seed.c, c), h: seed.h });
  const inks = [tinted(0.985, 0.012), '#ffffff', tinted(0.2, 0.04), '#000000'];
  return inks.find((ink) => lowestContrast(ink, solids) >= 4.5);
}

type Solid = { solid: string; hover: string; ink: string };

function solidAt(seed: Lch, l: number, grounds: readonly string[]): Solid | undefined {
  const solid = hexOf({ ...seed, l });
  if (lowestContrast(solid, grounds) < 3) return undefined;
  for (const turn of [-0.045, 0.045, -0.03, 0.03]) {
    const hover = hexOf({ ...seed, l: l + turn });
    const ink = inkOn(seed, [solid, hover]);
    if (ink !== undefined && lowestContrast(hover, grounds) >= 3) return { solid, hover, ink };
  }
  return undefined;
}

/** The solid nearest to the seed's own lightness that is seen on the grounds, carries text and has a hover that does too. */
function solidNear(seed: Lch, grounds: readonly string[]): Solid {
  for (let away = 0; away <= 1; away += 0.01) {
    const found = solidAt(seed, seed.l - away, grounds) ?? solidAt(seed, seed.l + away, grounds);
    if (found !== undefined) return found;
  }
  throw new Error(`No solid colour for hue ${String(seed.h)} stands out from ${grounds.join(', ')}`);
}

const STATE_SEEDS: Record<State, Lch> = {
  success: { l: 0.54, c: 0.13, h: 150 },
  warning: { l: 0.62, c: 0.13, h: 72 },
  danger: { l: 0.55, c: 0.2, h: 27 },
};

function states(grounds: readonly string[], brand: Lch, scheme: Scheme): Record<StateToken, string> {
  const tokens: Partial<Record<StateToken, string>> = {};
  for (const state of STATES) {
    const own = STATE_SEEDS[state];
    // A quarter of the way to the brand's hue, at most 10 degrees: related to it, never mistaken for another state.
    const turn = Math.max(-10, Math.min(10, hueTurn(own.h, brand.h) / 4));
    const seed = { ...own, c: scheme === 'light' ? own.c : own.c * 0.85, h: own.h + turn };
    const scale = huedScale(seed, scheme);
    const soft = scale[2] ?? '';
    const { solid, ink } = solidNear(seed, grounds);
    tokens[state] = solid;
    tokens[`on${capital(state)}`] = ink;
    tokens[`${state}Soft`] = soft;
    const start = scheme === 'light' ? 0.48 : 0.76;
    tokens[`${state}Text`] = legible({ ...seed, l: start }, [...grounds, soft], 4.5, scheme);
  }
  return tokens as Record<StateToken, string>;
}

type Steps<Name extends string> = Record<`${Name}${(typeof STEPS)[number]}`, string>;

function steps<Name extends string>(name: Name, hexes: readonly string[]): Steps<Name> {
  return Object.fromEntries(
    STEPS.map((step, index) => [`${name}${step}`, hexes[index] ?? '']),
  ) as Steps<Name>;
}

/** Text in a hue: never lighter by day than the seed itself, and calmer than it by night. */
function hueInk(seed: Lch, grounds: readonly string[], mode: Scheme): string {
  const start =
    mode === 'light' ? { ...seed, l: Math.min(0.455, seed.l) } : { ...seed, l: 0.775, c: seed.c * 0.8 };
  return legible(start, grounds, 4.5, mode);
}

function neutrals(tint: Lch, mode: Scheme) {
  const scale = neutralScale(tint, mode);
  const [background, surface] = [scale[0] ?? '', scale[1] ?? ''];
  // What is raised is lighter than its ground, by day and by night.
  const surfaceRaised =
    mode === 'light' ? hexOf({ l: 0.997, c: tint.c * 0.15, h: tint.h }) : (scale[2] ?? '');
  const grounds = [background, surface, surfaceRaised];
  const grey = (light: number, dark: number): Lch => ({ ...tint, l: mode === 'light' ? light : dark });
  return {
    ...steps('neutral', scale),
    background,
    surface,
    surfaceRaised,
    text: scale[11] ?? '',
    textMuted: legible(grey(0.465, 0.745), grounds, 4.5, mode),
    border: scale[5] ?? '',
    borderStrong: legible(grey(0.615, 0.5), grounds, 3, mode),
  };
}

function accents(seed: Lch, grounds: readonly string[], mode: Scheme) {
  const scale = huedScale(seed, mode);
  const accentSoft = scale[2] ?? '';
  const { solid, hover, ink } = solidNear(seed, grounds);
  const accentText = hueInk(seed, [...grounds, accentSoft], mode);
  scale.splice(8, 3, solid, hover, accentText);
  const focus = legible({ ...seed, l: mode === 'light' ? 0.56 : 0.72 }, grounds, 3, mode);
  return {
    ...steps('accent', scale),
    accent: solid,
    accentHover: hover,
    onAccent: ink,
    accentText,
    accentSoft,
    focus,
  };
}

/** The second colour keeps the seed's lightness: it is for shapes, which need not stand out from the ground. */
function seconds(seed: Lch, grounds: readonly string[], mode: Scheme) {
  const scale = huedScale(seed, mode);
  const secondSoft = scale[2] ?? '';
  const second = hexOf(seed);
  const secondText = hueInk(seed, [...grounds, secondSoft], mode);
  scale.splice(8, 3, second, hexOf({ ...seed, l: seed.l - 0.045 }), secondText);
  return {
    ...steps('second', scale),
    second,
    onSecond: inkOn(seed, [second]) ?? '#000000',
    secondText,
    secondSoft,
  };
}

function scheme(seeds: { accent: Lch; second: Lch; tint: Lch }, mode: Scheme): Palette {
  const soften = (seed: Lch): Lch => (mode === 'light' ? seed : { ...seed, c: seed.c * 0.88 });
  const greys = neutrals(seeds.tint, mode);
  const grounds = [greys.background, greys.surface, greys.surfaceRaised];
  return {
    ...greys,
    ...accents(soften(seeds.accent), grounds, mode),
    ...seconds(soften(seeds.second), grounds, mode),
    ...states(grounds, seeds.accent, mode),
  };
}

/**
 * The whole palette of a brand from its seed colours, as "#rrggbb". Pure, and takes milliseconds: keep the
 * answer. Every pair of `CONTRASTS` holds whatever the seeds are.
 */
export function derivePalette(branding: { colors: Seeds }): Record<Scheme, Palette> {
  const { colors } = branding;
  const accent = lchOf(colors.accent);
  const tint = colors.neutral === undefined ? { ...accent, c: accent.c * 0.12 } : lchOf(colors.neutral);
  const seeds = { accent, second: lchOf(colors.second), tint: { ...tint, c: Math.min(tint.c, 0.025) } };
  return { light: scheme(seeds, 'light'), dark: scheme(seeds, 'dark') };
}
