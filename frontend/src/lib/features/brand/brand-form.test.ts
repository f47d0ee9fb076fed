import { describe, expect, it } from 'vitest';
import type { BrandView } from '#lib/api/types.ts';
import { readBrand } from './brand-form.ts';

const inherited: BrandView['inherited'] = {
  accent: '#0055aa',
  second: '#ff8800',
  neutral: null,
  display: 'archivo',
  displayWeight: 700,
  text: 'karla',
  wordmarkCase: 'asWritten',
  wordmarkWeight: 700,
  tracking: 0,
  radius: 8,
  density: 'regular',
  motif: 'waves',
  themeColor: 'background',
  logo: null,
  tagline: { 'es-AR': 'Cortes', en: 'Cuts' },
  description: { 'es-AR': 'Una barbería' },
  locales: ['es-AR', 'en', 'pt-BR'],
};

function form(fields: Record<string, string | string[]>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields))
    for (const one of [value].flat()) data.append(name, one);
  return data;
}

describe('what a form says of a brand', () => {
  it('is only what differs from the vertical', () => {
    const same = form({
      accent: '#0055aa',
      neutral: '#0055aa',
      radius: '8',
      motif: 'waves',
      'tagline.en': 'Cuts',
      firstLocale: 'es-AR',
      locales: ['en', 'pt-BR', 'es-AR'],
    });
    expect(readBrand(same, inherited, undefined)).toEqual({});
    const other = form({
      accent: '#aa0000',
      radius: '0',
      tracking: 'x',
      'tagline.es-AR': ' Otra ',
      density: 'airy',
    });
    expect(readBrand(other, inherited, 'picture')).toEqual({
      accent: '#aa0000',
      radius: 0,
      density: 'airy',
      tagline: { 'es-AR': 'Otra' },
      logo: 'picture',
    });
  });

  it('names the language for everybody else first, and always shows that one', () => {
    expect(readBrand(form({ firstLocale: 'en', locales: ['es-AR'] }), inherited, undefined)).toEqual({
      locales: ['en', 'es-AR'],
    });
  });
});
