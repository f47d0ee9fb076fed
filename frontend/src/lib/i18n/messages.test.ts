import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { locales } from './locale.ts';

const folder = new URL('../../../messages/', import.meta.url);
const source = new URL('../../', import.meta.url);

function messagesOf(locale: string): Record<string, string> {
  const { $schema: _, ...messages } = JSON.parse(
    readFileSync(new URL(`${locale}.json`, folder), 'utf8'),
  ) as Record<string, string>;
  return messages;
}

const inputsOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
const all = Object.fromEntries(locales.map((locale) => [locale, messagesOf(locale)]));
const base = messagesOf('es-AR');

test.each(locales)('%s says everything that es-AR says, with the same inputs', (locale) => {
  expect(Object.keys(all[locale] ?? {}).sort()).toEqual(Object.keys(base).sort());
  for (const [key, text] of Object.entries(all[locale] ?? {})) {
    expect(text.trim(), key).not.toBe('');
    expect(inputsOf(text), key).toEqual(inputsOf(base[key] ?? ''));
  }
});

test('every message is used, and every message used is there', () => {
  const used = new Set<string>();
  for (const name of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(svelte|ts)$/.test(name) || name.startsWith('paraglide')) continue;
    const text = readFileSync(new URL(name.replaceAll('\\', '/'), source), 'utf8');
    for (const [, key] of text.matchAll(/\bm\.([a-z]\w+)/g)) if (key) used.add(key);
  }
  expect([...used].sort()).toEqual(Object.keys(base).sort());
});

test('nobody is addressed as tú in es-AR', () => {
  const slips = Object.entries(base).filter(([, text]) =>
    /\b(puedes|tienes|quieres|elige|ingresa|revisa|contigo|debes)\b/i.test(text),
  );
  expect(slips).toEqual([]);
});
