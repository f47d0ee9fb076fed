import type { Vertical } from './verticals.contract.ts';
import { type Found, mistake, type Path } from './verticals.findings.ts';

export type Read = { file: string; vertical: Vertical };

/** What no two verticals share, each as a comparable text with its place. */
function* marks(vertical: Vertical): Iterable<[mark: string, path: Path, what: string]> {
  const { fonts, motif } = vertical.branding;
  yield [`fonts ${fonts.display} ${fonts.text}`, ['branding', 'fonts'], 'the same pair of faces'];
  yield [`motif ${motif}`, ['branding', 'motif'], 'the same motif'];
  yield [`tenant ${vertical.demo.tenant.slug}`, ['demo', 'tenant', 'slug'], 'the same address'];
  for (const [index, service] of vertical.serviceTypes.entries()) {
    for (const field of ['name', 'description'] as const) {
      for (const [locale, text] of Object.entries(service[field])) {
        yield [`${locale} ${text}`, ['serviceTypes', index, field, locale], 'the same text'];
      }
    }
  }
}

/** Brands, addresses and service texts that two files have in common; told of the later file. */
export function* sharedMarks(files: readonly Read[]): Iterable<{ file: string; found: Found }> {
  const owners = new Map<string, string>();
  for (const { file, vertical } of files) {
    const found = [];
    for (const [mark, path, what] of marks(vertical)) {
      const owner = owners.get(mark) ?? file;
      owners.set(mark, owner);
      if (owner !== file)
        found.push(mistake(vertical, path, `has ${what} as ${owner}`, 'Give each vertical its own.'));
    }
    yield { file, found };
  }
}
