import { basename, join } from 'node:path';
import type { Deps } from '../../deps.ts';
import { VERTICALS_DIR, VerticalsError } from '../verticals/verticals.service.ts';

const MOST_NAMED = 20;

/**
 * Looks, before anything is served, whether every tenant still has the file that it is made from.
 * @throws VerticalsError with the missing files and the names of those who need them
 */
export async function demandVerticals({
  operatorDatabase,
  verticals,
}: Pick<Deps, 'operatorDatabase' | 'verticals'>): Promise<void> {
  const left = await operatorDatabase.transaction({ tenantId: null, actorId: null }, (db) =>
    db.tenant.findMany({
      where: { vertical: { notIn: [...verticals.keys()] } },
      orderBy: { slug: 'asc' },
      select: { slug: true, name: true, vertical: true },
    }),
  );
  const gone = Map.groupBy(left, ({ vertical }) => vertical);
  const mistakes = [...gone].map(([key, tenants]) => {
    const names = tenants.slice(0, MOST_NAMED).map(({ name, slug }) => `${name} (${slug})`);
    const more = tenants.length > MOST_NAMED ? ` and ${tenants.length - MOST_NAMED} more` : '';
    return {
      file: join(basename(VERTICALS_DIR), `${key}.json`),
      path: '',
      value: undefined,
      message: `is not there, although these are made from it: ${names.join(', ')}${more}`,
      remedy: 'Put the file back.',
    };
  });
  if (mistakes.length > 0) throw new VerticalsError(mistakes);
}
