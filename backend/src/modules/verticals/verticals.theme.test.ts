import { describe, expect, it } from 'vitest';
import { contrast } from '../../lib/colour.ts';
import { CONTRASTS, derivePalette } from '../../lib/palette.ts';
import { loadVerticals } from './verticals.service.ts';
import { themeColors, themeCss } from './verticals.theme.ts';

const verticals = await loadVerticals();

function brandingOf(key: string) {
  const vertical = verticals.get(key);
  if (vertical === undefined) throw new Error(`no vertical ${key}`);
  return vertical.branding;
}

/** The tokens that people would notice first. */
function golden(key: string): string[] {
  const { light, dark } = derivePalette(brandingOf(key));
  const tokens = [
    'background',
    'surface',
    'text',
    'textMuted',
    'accent',
    'onAccent',
    'accentText',
    'second',
  ] as const;
  return tokens.map((token) => `${token} ${light[token]} ${dark[token]}`);
}

describe('the shipped brands', () => {
  it.each([...verticals.keys()])('%s keeps every promised contrast', (key) => {
    for (const palette of Object.values(derivePalette(brandingOf(key)))) {
      for (const { colour, ground, ratio } of CONTRASTS) {
        expect(contrast(palette[colour], palette[ground]), `${colour} on ${ground}`).toBeGreaterThanOrEqual(
          ratio,
        );
      }
    }
  });

  it('barbershop is oxblood and brass on pale tile', () => {
    expect(golden('barbershop')).toMatchInlineSnapshot(`
      [
        "background #f6fcf9 #08110d",
        "surface #eef6f2 #0e1914",
        "text #121f19 #e8efeb",
        "textMuted #515d57 #a3b0aa",
        "accent #882329 #a94f4f",
        "onAccent #fff7f6 #ffffff",
        "accentText #882329 #ed9e9a",
        "second #d7a94f #d3aa5f",
      ]
    `);
  });

  it('padel-club is court blue and ball yellow', () => {
    expect(golden('padel-club')).toMatchInlineSnapshot(`
      [
        "background #f6fbfd #081014",
        "surface #eef5f8 #0f181b",
        "text #121e22 #e8eef0",
        "textMuted #515b5f #a4aeb3",
        "accent #006089 #247195",
        "onAccent #f3fcff #f3fcff",
        "accentText #005f87 #86bede",
        "second #d6f231 #d7f058",
      ]
    `);
  });
});

describe('themeCss', () => {
  const css = themeCss(brandingOf('barbershop'));
  const { light, dark } = derivePalette(brandingOf('barbershop'));

  it('is light, dark where the system asks, and what the root says over both', () => {
    const [day, system, chosen] = css.split('\n').filter((line) => line.includes(':root'));
    expect(day).toContain(`:root{color-scheme:light;`);
    expect(day).toContain(`--surface-raised:${light.surfaceRaised};`);
    expect(system).toMatch(
      /^@media \(prefers-color-scheme:dark\)\{:root:not\(\[data-theme="light"\]\)\{color-scheme:dark;/,
    );
    expect(chosen).toContain(`:root[data-theme="dark"]{color-scheme:dark;`);
    expect(chosen).toContain(`--accent-12:${dark.accent12}`);
  });

  it('carries type and shape', () => {
    expect(css).toContain('--font-display:"Besley Variable","Besley Fallback",serif;');
    expect(css).toContain('@font-face{font-family:"Besley Fallback";src:local("Times New Roman")');
    expect(css).toContain('--radius:3px;--density:1}');
  });

  it('closes every brace and cannot close its style element', () => {
    expect(css.split('{').length).toBe(css.split('}').length);
    expect(css).not.toContain('<');
  });
});

describe('themeColors', () => {
  it('follows what the brand chose for the bars', () => {
    const branding = brandingOf('barbershop');
    const { light, dark } = derivePalette(branding);
    expect(themeColors(branding)).toEqual({ light: light.accent, dark: dark.accent });
    expect(themeColors({ ...branding, themeColor: 'background' })).toEqual({
      light: light.background,
      dark: dark.background,
    });
  });
});
