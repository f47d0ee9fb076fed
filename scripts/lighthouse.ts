// `npm run lighthouse [-- --url URL] [SLUG...]`: measures the pages on the way to a booking, as on a phone; writes docs/lighthouse.md.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import lighthouse, { type Result } from 'lighthouse';
import { createSteps } from './launch/steps.mjs';
import { createCleanup } from './lib/cleanup.ts';
import { onEnd, runCommand } from './lib/command.ts';
import { root } from './lib/paths.ts';
import { freePort } from './lib/ports.ts';
import { send } from './lib/send.ts';
import { type Demo, openSites } from './pages/site.ts';

/** Light, photos and a map of prices; classes; courts. */
const chosen = ['fade', 'fibra', 'bandeja'];
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'] as const;

interface Row {
  page: string;
  scores: number[];
  values: string[];
  /** What kept a score below 100. */
  wrong: string[];
}

/** A provider's page and the booking page are reached as people reach them: by the first link on the business's page. */
async function pagesOf({ slug, site, business }: Demo): Promise<[string, string][]> {
  const pages: [string, string][] = [
    [`${slug}, home`, `${site}/`],
    [`${slug}, business`, site + business],
  ];
  const { host, port } = new URL(site);
  const { text } = await send({ port: Number(port), host, path: business, headers: { accept: 'text/html' } });
  const links = {
    provider: /href="([^"]*\/p\/[^"]+)"/,
    booking: /href="([^"]*\/book\?service=[^"&]*(?:&amp;location=[^"&]*)?)"/,
  };
  for (const [name, pattern] of Object.entries(links)) {
    const link = pattern.exec(text)?.[1]?.replaceAll('&amp;', '&');
    if (link) pages.push([`${slug}, ${name}`, new URL(link, site + business).href]);
  }
  return pages;
}

const TURNS = 5;

/** Of several turns the middle of each figure: a single one tells as much of what else the machine was doing. */
async function measure(page: string, address: string, port: number): Promise<Row> {
  const turns: Result[] = [];
  for (let turn = 0; turn < TURNS; turn += 1) turns.push(await measureOnce(address, port));
  const middleOf = (figure: (turn: Result) => number) =>
    turns.map(figure).toSorted((a, b) => a - b)[Math.floor(TURNS / 2)] ?? NaN;
  const wrong = turns
    .flatMap(({ categories }) => CATEGORIES.slice(1).flatMap((name) => categories[name]?.auditRefs ?? []))
    .filter(({ id, weight }) => weight > 0 && turns.some(({ audits }) => (audits[id]?.score ?? 1) < 1))
    .map(({ id }) => id);
  const value = (id: string) => middleOf(({ audits }) => audits[id]?.numericValue ?? NaN);
  return {
    page,
    scores: CATEGORIES.map((name) =>
      Math.round(middleOf(({ categories }) => categories[name]?.score ?? 0) * 100),
    ),
    values: [
      `${(value('largest-contentful-paint') / 1_000).toFixed(1)} s`,
      `${Math.round(value('total-blocking-time'))} ms`,
      value('cumulative-layout-shift').toFixed(3),
    ],
    wrong: [...new Set(wrong)],
  };
}

async function measureOnce(address: string, port: number): Promise<Result> {
  const result = await lighthouse(address, {
    port,
    output: 'json',
    logLevel: 'error',
    onlyCategories: [...CATEGORIES],
  });
  if (!result) throw new Error(`Lighthouse said nothing about ${address}`);
  return result.lhr;
}

function report(rows: Row[]): string {
  const lines = rows.map(({ page, scores, values }) => `| ${[page, ...scores, ...values].join(' | ')} |`);
  return [
    '# How the pages measure',
    '',
    'Lighthouse 13 with its simulation of a phone (slow 4G, a processor four times slower, the clock of Buenos Aires), against a Turnero',
    `with the demo data on the same machine; of ${TURNS} runs the middle of each figure. Made by \`npm run lighthouse\`; the promise is`,
    'performance 98, accessibility 100, SEO 100, LCP 1.8 s, TBT 80 ms and CLS below 0.02.',
    '',
    '| page | performance | accessibility | best practices | SEO | LCP | TBT | CLS |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...lines,
    '',
  ].join('\n');
}

const steps = createSteps();
const cleanup = createCleanup();
onEnd(
  () => void cleanup.run().finally(() => process.exit(130)),
  () => process.exit(130),
);

await runCommand(steps, async () => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { url: { type: 'string' } } });
  try {
    const only = positionals.length > 0 ? positionals : chosen;
    const port = await freePort();
    const flags = [`--remote-debugging-port=${port}`];
    // As whoever books around the corner: elsewhere the page also says how late it is there.
    const timeZone = 'America/Argentina/Buenos_Aires';
    const { demos } = await openSites({ url: values.url, only, flags, timeZone }, steps, cleanup);
    const rows: Row[] = [];
    for (const demo of demos)
      for (const [page, address] of await pagesOf(demo))
        rows.push(
          await steps.step(
            `Measuring ${page}`,
            () => measure(page, address, port),
            ({ scores, wrong }) => [scores.join(' '), ...wrong].join(', '),
          ),
        );
    await writeFile(join(root, 'docs', 'lighthouse.md'), report(rows));
    steps.say('\n  docs/lighthouse.md');
  } finally {
    await cleanup.run();
  }
});
process.exit();
