import { readFile, stat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { brandOf } from '../tenants/tenants.brand.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import { verticalFiles } from '../verticals/verticals.files.ts';
import { readVertical, type Verticals } from '../verticals/verticals.service.ts';
import { fail, readAsOperator, type OperatorCtx } from './operators.context.ts';
import type { VerticalDetails, VerticalSummary } from './operators.console.contract.ts';

type Finding = VerticalSummary['findings'][number];

const STARTED = Date.now();
/** Files as they were read last: looking for mistakes takes tens of milliseconds each. */
const read = new Map<string, { at: number; findings: Finding[] }>();

async function sources(): Promise<Map<string, { name: string; source: string; at: number }>> {
  const found = await Promise.all(
    (await verticalFiles()).map(async ({ key, name, path }) => {
      const [source, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
      return [key, { name, source, at: mtimeMs }] as const;
    }),
  );
  return new Map(found);
}

function dataOf(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}

type Files = Awaited<ReturnType<typeof sources>>;

function findingsOf(key: string, files: Files): Finding[] {
  const file = files.get(key);
  if (!file) {
    const remedy = 'Put it back, or its tenants will not answer after the next start.';
    return [{ path: '', message: 'The file is gone', remedy }];
  }
  const known = read.get(key);
  if (known?.at === file.at) return known.findings;
  const others = new Map([...files].map(([name, { source }]) => [name, dataOf(source)]));
  const findings = readVertical(file.name, file.source, others).mistakes.map(({ path, message, remedy }) => ({
    path,
    message,
    remedy,
  }));
  read.set(key, { at: file.at, findings });
  return findings;
}

async function summaryOf(vertical: Vertical, files: Files, tenants: number): Promise<VerticalSummary> {
  // Other requests are served between two files.
  await setImmediate();
  const { vertical: key, name, version, locale, marketplace, serviceTypes, branding } = vertical;
  const { accent, onAccent } = brandOf(vertical).colors;
  return {
    key,
    file: files.get(key)?.name ?? `niche-configs/${key}.json`,
    name,
    version,
    mode: marketplace.mode,
    locales: locale.supported,
    currency: locale.currency,
    timeZone: locale.timeZone,
    colors: { accent, onAccent, second: branding.colors.second },
    services: serviceTypes.length,
    tenants,
    findings: findingsOf(key, files),
    changed: (files.get(key)?.at ?? 0) > STARTED,
  };
}

/** Every vertical that this process knows, with what is wrong with its file as it lies there now. */
export async function listVerticals(ctx: OperatorCtx, verticals: Verticals): Promise<VerticalSummary[]> {
  const files = await sources();
  const counts = await readAsOperator(ctx, (db) => db.tenant.groupBy({ by: ['vertical'], _count: true }));
  const of = new Map(counts.map(({ vertical, _count }) => [vertical, _count]));
  const summaries: VerticalSummary[] = [];
  for (const vertical of verticals.values())
    summaries.push(await summaryOf(vertical, files, of.get(vertical.vertical) ?? 0));
  return summaries;
}

/** Its look and its catalogue. @throws NOT_FOUND */
export async function showVertical(
  ctx: OperatorCtx,
  verticals: Verticals,
  key: string,
): Promise<VerticalDetails> {
  const vertical = verticals.get(key);
  if (!vertical) throw fail('NOT_FOUND');
  const files = await sources();
  const tenants = await readAsOperator(ctx, (db) => db.tenant.count({ where: { vertical: key } }));
  const { themeCss, motif, fonts } = brandOf(vertical);
  return {
    ...(await summaryOf(vertical, files, tenants)),
    tagline: vertical.tagline,
    description: vertical.description,
    motif,
    themeCss,
    fonts,
    categories: vertical.categories.map((category) => ({
      name: category.name,
      services: vertical.serviceTypes
        .filter((service) => service.category === category.key)
        .map(({ name, description, variants }) => ({
          name,
          description,
          variants: variants.map(({ name, minutes, price }) => ({ name, minutes, price })),
        })),
    })),
  };
}
