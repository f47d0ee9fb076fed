import { readFile } from 'node:fs/promises';
import mjml2html from 'mjml';

// Colours of no tenant, which a compiler of colours lets through; the tenant's are put in their place.
const STAND_INS = { '#accea7': '{{accent}}', '#04acce': '{{onAccent}}' };

/** The mail's HTML, compiled from mail.mjml, as the source of a module. */
export async function renderMailModule(): Promise<string> {
  const source = await readFile(new URL('mail.mjml', import.meta.url), 'utf8');
  const { html, errors } = await mjml2html(source, { validationLevel: 'strict', fonts: {} });
  if (errors.length > 0) throw new Error(`mail.mjml: ${errors.map(({ message }) => message).join('; ')}`);
  const written = Object.entries(STAND_INS).reduce((text, [from, to]) => text.replaceAll(from, to), html);
  const lines = written.split('\n').map((line) => line.trim());
  return `// Made from mail.mjml by \`npm run generate\`.\nexport const mailHtml = ${JSON.stringify(lines.filter(Boolean).join('\n'))};\n`;
}
