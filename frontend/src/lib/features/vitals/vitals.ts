import type { VitalsReport } from '@turnero/backend/contracts/vitals';
import { errorFacts } from './facts.ts';

type Name = VitalsReport['vitals'][number]['name'];

/** Layout shifts and clicks, of which the types of the platform know too little. */
type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean };
type Click = PerformanceEntry & { interactionId?: number };
/** Older browsers have no such list. */
type Load = PerformanceEntry & { serverTiming?: readonly PerformanceServerTiming[] };
type Device = Navigator & { connection?: { effectiveType?: string } };

const MOST_ERRORS = 5;
const values = new Map<Name, number>();
const errors: VitalsReport['errors'] = [];

function observe(type: string, see: (entries: PerformanceEntry[]) => void): void {
  if (!PerformanceObserver.supportedEntryTypes.includes(type)) return;
  const options: PerformanceObserverInit & { durationThreshold?: number } = { type, buffered: true };
  if (type === 'event') options.durationThreshold = 40;
  new PerformanceObserver((list) => see(list.getEntries())).observe(options);
}

/** The worst burst of shifts: those less than a second apart, five seconds at most. */
function watchShifts(): void {
  let burst = 0;
  let first = 0;
  let last = 0;
  values.set('CLS', 0);
  observe('layout-shift', (entries) => {
    for (const { value, hadRecentInput, startTime } of entries as Shift[]) {
      if (hadRecentInput) continue;
      const goesOn = startTime - last < 1_000 && startTime - first < 5_000;
      burst = goesOn ? burst + value : value;
      if (!goesOn) first = startTime;
      last = startTime;
      values.set('CLS', Math.max(values.get('CLS') ?? 0, burst));
    }
  });
}

/** The slowest answer to a touch or key; of many the next to worst, since one hiccup in fifty is forgiven. */
function watchClicks(): void {
  const slowest = new Map<number, number>();
  observe('event', (entries) => {
    for (const { interactionId, duration } of entries as Click[])
      if (interactionId) slowest.set(interactionId, Math.max(slowest.get(interactionId) ?? 0, duration));
    const sorted = [...slowest.values()].sort((a, b) => b - a);
    const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length / 50))];
    if (value !== undefined) values.set('INP', value);
  });
}

/** The id of the request that brought this page, which the logs know, too. */
function pageId(): string | undefined {
  const [load]: Load[] = performance.getEntriesByType('navigation');
  return load?.serverTiming?.find(({ name }) => name === 'request')?.description;
}

function send(route: string): void {
  if (values.size === 0 && errors.length === 0) return;
  const report: VitalsReport = {
    route,
    device: matchMedia('(pointer: coarse)').matches ? 'phone' : 'desktop',
    connection: (navigator as Device).connection?.effectiveType === '4g' ? 'fast' : connectionSpeed(),
    vitals: [...values].map(([name, value]) => ({ name, value: Math.round(value * 1_000) / 1_000 })),
    errors: errors.splice(0),
  };
  // Times are told without it: the log says who asked for that page.
  const id = report.errors.length > 0 && pageId();
  if (id) report.pageId = id;
  values.clear();
  // Without cookies: nobody is told who it was. It outlives the page.
  void fetch('/api/v1/vitals', {
    method: 'POST',
    keepalive: true,
    credentials: 'omit',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(report),
  }).catch(() => undefined);
}

function connectionSpeed(): 'slow' | 'unknown' {
  return (navigator as Device).connection?.effectiveType ? 'slow' : 'unknown';
}

/** Measures how this load of a page was for its visitor, and reports it once, when they turn away from it. */
export function measure(route: () => string | null): void {
  const landed = (route() ?? '').replace(/\/\([^)]*\)/g, '') || '/';
  const [load] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  // A kept page tells nothing about the server.
  const isKept = document.documentElement.dataset['offlineSince'] !== undefined;
  if (load && !isKept) {
    values.set('TTFB', load.responseStart);
    observe('largest-contentful-paint', (entries) => values.set('LCP', entries.at(-1)?.startTime ?? 0));
    watchShifts();
    watchClicks();
  }
  const keep = (error: unknown) => {
    if (errors.length < MOST_ERRORS) errors.push(errorFacts(error));
  };
  addEventListener('error', ({ error }) => keep(error));
  addEventListener('unhandledrejection', ({ reason }) => keep(reason));
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') send(landed);
  });
}
