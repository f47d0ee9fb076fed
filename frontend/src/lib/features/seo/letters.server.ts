import { read } from '$app/server';
import { create, type Font } from 'fontkit';
import { fontFile } from '#lib/theme/fonts.server.ts';

const faces = new Map<string, Promise<Font | undefined>>();

async function open(key: string): Promise<Font | undefined> {
  const file = fontFile(key);
  if (!file) return undefined;
  const bytes = await read(file).arrayBuffer();
  return create(Buffer.from(bytes)) as Font;
}

/** A brand's own face: machines that draw may have no fonts at all. */
export function faceOf(key: string): Promise<Font | undefined> {
  let face = faces.get(key);
  if (!face) faces.set(key, (face = open(key)));
  return face;
}

const widthOf = (face: Font, text: string) => face.layout(text).advanceWidth / face.unitsPerEm;

/** Breaks a text where it is too wide; what does not fit into the last line ends in an ellipsis. */
function linesOf(text: string, most: number, fits: (line: string) => boolean): string[] {
  const lines: string[] = [];
  let words = text.split(/\s+/).filter(Boolean);
  while (words.length > 0 && lines.length < most) {
    let count = words.length;
    while (count > 1 && !fits(words.slice(0, count).join(' '))) count -= 1;
    let line = words.slice(0, count).join(' ');
    words = words.slice(count);
    const isCut = lines.length === most - 1 && words.length > 0;
    if (isCut) line += '…';
    while (line.length > 1 && !fits(line)) line = `${line.replace(/…$/, '').slice(0, -1).trimEnd()}…`;
    lines.push(line);
  }
  return lines;
}

export type Written = { svg: string; height: number };

/** Text as paths, in the largest of some sizes in which it fits, from the top of its first line down. */
export function write(
  face: Font,
  text: string,
  look: {
    x: number;
    y: number;
    width: number;
    sizes: number[];
    lines: number;
    colour: string;
    bold?: boolean;
  },
): Written {
  const { x, y, width, sizes, lines: most, colour, bold } = look;
  const all = sizes.map((size) => ({
    size,
    lines: linesOf(text, most, (line) => widthOf(face, line) * size <= width),
  }));
  const fitting = all.find(({ lines }) => !lines.some((line) => line.includes('…'))) ?? all.at(-1);
  if (!fitting) return { svg: '', height: 0 };
  const { size, lines } = fitting;
  const scale = size / face.unitsPerEm;
  // Files open at their regular weight: a stroke brings them near that of a heading.
  const stroke = ` stroke="${colour}" stroke-width="${face.unitsPerEm * (bold ? 0.04 : 0.018)}"`;
  const drawn = lines.map((line, index) => {
    const run = face.layout(line);
    let at = 0;
    const glyphs = run.glyphs.map((glyph, place) => {
      const position = run.positions[place];
      const path = `<path transform="translate(${at + (position?.xOffset ?? 0)} ${position?.yOffset ?? 0})" d="${glyph.path.toSVG()}"/>`;
      at += position?.xAdvance ?? 0;
      return path;
    });
    const baseline = y + size * (0.82 + index * 1.06);
    return `<g transform="translate(${x} ${baseline}) scale(${scale} ${-scale})" fill="${colour}"${stroke}>${glyphs.join('')}</g>`;
  });
  return { svg: drawn.join(''), height: size * (0.2 + lines.length * 1.06) };
}
