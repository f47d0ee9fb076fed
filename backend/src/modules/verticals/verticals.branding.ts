import * as z from 'zod/mini';
import { about, colour } from './verticals.fields.ts';
import { FONT_KEYS } from './verticals.fonts.ts';

/** Motifs that covers can be drawn with. */
export const MOTIFS = [
  'arches',
  'blocks',
  'bubbles',
  'courts',
  'foliage',
  'lanes',
  'lenses',
  'notebook',
  'plates',
  'strands',
  'stripes',
  'tiles',
  'treads',
  'waves',
] as const;

const DENSITIES = ['compact', 'regular', 'airy'] as const;

const weight = z.int().check(z.gte(100), z.lte(1000));

const colors = z.strictObject({
  accent: about(colour, 'Seed of the accent: buttons, links, what is chosen.'),
  second: about(colour, 'Seed of the second colour: large shapes, marks, covers.'),
  neutral: z.optional(
    about(
      colour,
      'Tint of greys, surfaces and text. Left out: a trace of the accent. Only hue and chroma count.',
    ),
  ),
});

const fonts = z.strictObject({
  display: about(z.enum(FONT_KEYS), 'Face of headings and of the wordmark.'),
  displayWeight: about(z._default(weight, 700), 'Weight of headings, within the axis of the face.'),
  text: about(z.enum(FONT_KEYS), 'Face of everything else.'),
});

const logo = z.strictObject({
  case: about(
    z._default(z.enum(['asWritten', 'upper', 'lower']), 'asWritten'),
    "How the tenant's name is set as its wordmark.",
  ),
  weight: about(z._default(weight, 700), 'Weight of the wordmark, in the display face.'),
  tracking: about(
    z._default(z.int().check(z.gte(-60), z.lte(300)), 0),
    'Space between the letters of the wordmark, in thousandths of an em.',
  ),
});

export const branding = z.strictObject({
  colors: about(colors, 'Seed colours; the whole light and dark palette is derived from them.'),
  fonts: about(fonts, 'The pair of typefaces. No two verticals share a pair.'),
  logo: about(logo, 'The wordmark, set from the name of the tenant.'),
  radius: about(
    z._default(z.int().check(z.gte(0), z.lte(24)), 8),
    'Corner radius of cards in pixels; controls and chips follow from it.',
  ),
  density: about(z._default(z.enum(DENSITIES), 'regular'), 'How much air there is in and between things.'),
  motif: about(
    z.enum(MOTIFS),
    'What covers are drawn with. No two verticals share a motif while there is one that nobody has.',
  ),
  themeColor: about(
    z._default(z.enum(['accent', 'background']), 'background'),
    "Colour of the browser's bars and of the installed app's title bar.",
  ),
});

export type Branding = z.infer<typeof branding>;
