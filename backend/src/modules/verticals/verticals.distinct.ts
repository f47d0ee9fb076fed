import { MOTIFS } from './verticals.branding.ts';
import type { Vertical } from './verticals.contract.ts';
import { type Found, mistake, type Path } from './verticals.findings.ts';

export type Read = { file: string; isOwn: boolean; vertical: Vertical };

/** Motifs that no file has; they are as many as are drawn, and verticals may be more. */
function freeMotifs(files: readonly Read[]): string[] {
  const used = new Set<string>(files.map(({ vertical }) => vertical.branding.motif));
  return MOTIFS.filter((motif) => !used.has(motif));
}

/** What no two verticals share, each as a comparable text with its place. */
function* marks(
  vertical: Vertical,
  free: readonly string[],
): Iterable<[mark: string, path: Path, what: string, remedy?: string]> {
  const { fonts, motif } = vertical.branding;
  yield [`fonts ${fonts.display} ${fonts.text}`, ['branding', 'fonts'], 'the same pair of faces'];
  if (free.length > 0)
    yield [`motif ${motif}`, ['branding', 'motif'], 'the same motif', `Nobody has ${free.join(', ')}.`];
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

/**
 * Brands, addresses and service texts that two files have in common; told of the later file. An operator's own files are only
 * compared with each other: what comes with a later version must not make a mistake of what was there before.
 */
export function* sharedMarks(files: readonly Read[]): Iterable<{ file: string; found: Found }> {
  const owners = new Map<string, { file: string; family: string }>();
  const free = freeMotifs(files);
  for (const { file, isOwn, vertical } of files) {
    const found = [];
    const family = familyOf(vertical, files);
    for (const [mark, path, what, remedy = 'Give each vertical its own.'] of marks(vertical, free)) {
      const owner = owners.get(`${isOwn} ${mark}`) ?? { file, family };
      owners.set(`${isOwn} ${mark}`, owner);
      const inherited = owner.family === family && path[0] !== 'demo';
      if (owner.file !== file && !inherited)
        found.push(mistake(vertical, path, `has ${what} as ${owner.file}`, remedy));
    }
    yield { file, found };
  }
}
