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

/** The vertical at the top of what a vertical extends; those of one family share what they inherit. */
function familyOf(vertical: Vertical, files: readonly Read[]): string {
  const parent = files.find((file) => file.vertical.vertical === vertical.extends)?.vertical;
  return parent === undefined ? vertical.vertical : familyOf(parent, files);
}

/** Brands, addresses and service texts that two files have in common; told of the later file. */
export function* sharedMarks(files: readonly Read[]): Iterable<{ file: string; found: Found }> {
  const owners = new Map<string, { file: string; family: string }>();
  for (const { file, vertical } of files) {
    const found = [];
    const family = familyOf(vertical, files);
    for (const [mark, path, what] of marks(vertical)) {
      const owner = owners.get(mark) ?? { file, family };
      owners.set(mark, owner);
      const inherited = owner.family === family && path[0] !== 'demo';
      if (owner.file !== file && !inherited)
        found.push(mistake(vertical, path, `has ${what} as ${owner.file}`, 'Give each vertical its own.'));
    }
    yield { file, found };
  }
}
