import { demoSummary } from '../../backend/src/database/demo.ts';
import { loadVerticals } from '../../backend/src/modules/verticals/verticals.service.ts';
import { readSettings } from '../lib/settings.ts';
import { table } from '../lib/table.ts';
import { chosen } from './chosen.ts';

/** Prints a line for each vertical; `keys` choose some. */
export async function list(keys: string[]): Promise<boolean> {
  const verticals = await loadVerticals();
  const shown = chosen(keys, [...verticals.keys()]).flatMap((key) => verticals.get(key) ?? []);
  const { tenants } = demoSummary(shown, readSettings(process.env).PUBLIC_URL);
  const rows = shown.map(({ vertical, name, locale, serviceTypes, demo }, index) => [
    vertical,
    name['en'] ?? name[locale.default] ?? '',
    String(serviceTypes.length),
    String(demo.businesses.length),
    demo.tenant.name,
    tenants[index]?.url ?? '',
  ]);
  console.log(table([['key', 'name', 'services', 'businesses', 'demo', 'address'], ...rows]));
  return true;
}
