import * as z from 'zod/mini';

/** Languages the product is written in. */
export const LOCALES = ['es-AR', 'en', 'pt-BR'] as const;
export type Locale = (typeof LOCALES)[number];

type Fields = Record<string, z.ZodMiniType>;

/** An object of these fields: those with a default may be left out, so may (without one) all others. */
export function filled<F extends Fields, D extends keyof F = never>(
  fields: F,
  defaults: { [K in D]: z.output<F[K]> },
) {
  const shape = Object.entries(fields).map(([name, field]) => [
    name,
    name in defaults ? z._default(field, defaults[name as D] as never) : z.optional(field),
  ]);
  return z.strictObject(
    Object.fromEntries(shape) as {
      [K in keyof F]: K extends D ? z.ZodMiniDefault<F[K]> : z.ZodMiniOptional<F[K]>;
    },
  );
}

/** Any of these fields; null takes one away. */
export function patchOf<F extends Fields>(fields: F) {
  const shape = Object.entries(fields).map(([name, field]) => [name, z.optional(z.nullable(field))]);
  return z.strictObject(
    Object.fromEntries(shape) as { [K in keyof F]: z.ZodMiniOptional<z.ZodMiniNullable<F[K]>> },
  );
}

/** Of a layer: keys that layers before it may have set, and that are not set here. */
export function without<const Names extends readonly [string, ...string[]]>(names: Names) {
  return about(
    z.array(z.enum(names)).check(z.minLength(1)),
    'What the layers before say and does not hold here: `["cutoff"]` books without that cutoff.',
  );
}

/** Attaches the text that editors show beside a key; it travels into `schema.json`. */
export function about<T extends z.ZodMiniType>(schema: T, text: string): T {
  return schema.check(z.describe(text));
}

/** The same of a key that is checked and kept, but that nothing in the product obeys yet; take it away with the first that does. */
export function planned<T extends z.ZodMiniType>(schema: T, text: string): T {
  return about(schema, `${text} (Kept; nothing obeys it yet.)`);
}

const KEY = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const WALL_TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const END_TIME = /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;
const PHONE = /^\+[1-9][\d -]{6,18}\d$/;
const NUMBER = String.raw`\d*\.?\d+`;
const COLOUR = new RegExp(`^(?:#[0-9a-fA-F]{6}|oklch\\(${NUMBER}%? ${NUMBER} ${NUMBER}\\))$`);
const TRIMMED = /^\S(?:[\s\S]*\S)?$/;

export const key = z
  .string()
  .check(
    z.regex(KEY, 'Use lower-case letters, digits and single hyphens, starting with a letter: "hot-towel"'),
  );

export const slug = z
  .string()
  .check(
    z.maxLength(63),
    z.regex(SLUG, 'Use lower-case letters, digits and single hyphens, as in an address: "el-pasaje"'),
  );

/** One line or paragraph as people read it. */
export const text = z
  .string()
  .check(z.maxLength(400), z.regex(TRIMMED, 'Write some text, without spaces at its ends'));

export const localizedText = z
  .strictObject({
    'es-AR': z.optional(about(text, 'Argentine Spanish, with voseo.')),
    en: z.optional(about(text, 'English.')),
    'pt-BR': z.optional(about(text, 'Brazilian Portuguese.')),
  })
  .check(
    z.refine(
      (texts) => Object.keys(texts).length > 0,
      'Write the text in every supported locale: "es-AR", ...',
    ),
  )
  .register(z.globalRegistry, {
    id: 'LocalizedText',
    description: 'The same text written for each of `locale.supported`.',
  });

export type LocalizedText = z.infer<typeof localizedText>;

export const minutes = z.int().check(z.gte(1), z.lte(1440));

/** Minor units of the vertical's currency: centavos for ARS. */
export const price = z
  .int('Write whole minor units: 1850000 is 18,500.00 in a currency with two decimals')
  .check(z.gte(0), z.lte(1_000_000_000_000));

/** Minor units added or, below zero, taken off. */
export const priceChange = z
  .int('Write whole minor units: 150000 is 1,500.00 in a currency with two decimals')
  .check(z.gte(-1_000_000_000_000), z.lte(1_000_000_000_000));

/** A part of a price in hundredths of a percent. */
export const basisPoints = z
  .int('Write whole hundredths of a percent: 2100 is 21 %')
  .check(z.gte(0), z.lte(10_000));

export const phone = z.string().check(z.regex(PHONE, 'Write it in international form: "+54 341 555-0142"'));

export const colour = z
  .string()
  .check(z.regex(COLOUR, 'Write "#rrggbb" or "oklch(0.45 0.12 25)" (lightness, chroma, hue)'));

const weekday = about(z.int().check(z.gte(1), z.lte(7)), 'ISO weekday: 1 is Monday, 7 is Sunday.');

export const weekdayNumber = weekday;

export const weekdays = z.array(weekday).check(z.minLength(1));

export const wallTime = z.string().check(z.regex(WALL_TIME, 'Write a wall-clock time: "09:30"'));

export const endTime = z.string().check(z.regex(END_TIME, 'Write a wall-clock time up to "24:00": "20:00"'));

export const date = z.iso.date('Write a date: "2026-12-24"');

/** Part of a price, or an amount: one of the two. */
export const share = z
  .strictObject({
    basisPoints: z.optional(
      about(basisPoints, 'Part of the price in hundredths of a percent: 5000 is half.'),
    ),
    amount: z.optional(about(price, 'Minor units of the currency; never more than the price.')),
  })
  .check(
    z.refine(
      ({ basisPoints, amount }) => (basisPoints === undefined) !== (amount === undefined),
      'Write either "basisPoints" (5000 is 50 %) or "amount" (minor units)',
    ),
  )
  .register(z.globalRegistry, {
    id: 'Share',
    description: 'Part of the price, or an amount: `basisPoints` or `amount`.',
  });

export type Share = z.infer<typeof share>;

export const weeklyHours = z
  .array(
    z.strictObject({
      days: about(weekdays, 'ISO weekdays on which the interval starts.'),
      start: about(wallTime, 'Wall-clock start, in the zone of the place.'),
      end: about(endTime, 'Wall-clock end; before the start means on the next day.'),
    }),
  )
  .register(z.globalRegistry, {
    id: 'WeeklyHours',
    description:
      'Intervals of an ordinary week; two on one day are a split shift. Days not named are closed.',
  });

export type WeeklyHours = z.infer<typeof weeklyHours>;
