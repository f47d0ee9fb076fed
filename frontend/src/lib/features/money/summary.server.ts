import type { RequestEvent } from '@sveltejs/kit';
import { todayIn } from '#lib/i18n/dates.ts';
import { csvFile } from '#lib/server/csv.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { heading } from '#lib/theme/terms.ts';
import { m } from '#lib/i18n/words.ts';
import { periodOf } from './period.ts';
import { summaryCsv, summaryView } from './summary-view.ts';

type Visit = Pick<RequestEvent, 'locals' | 'url'>;

function asked({ locals, url }: Visit) {
  const { timeZone, firstWeekday } = requireTenant(locals).locale;
  return periodOf(url, todayIn(timeZone), firstWeekday);
}

/** What a period earned, at a business or everywhere, as a page shows it. */
export async function loadSummary(event: Visit, businessId: string | undefined) {
  const { locals } = event;
  const tenant = requireTenant(locals);
  const choice = asked(event);
  const { data } = await locals.api('GET /ledger/summary', { query: { businessId, ...choice.period } });
  return {
    choice,
    sources: data.sources,
    view: summaryView(data, choice.period, locals.locale, m.money_nobody()),
    csv: `days.csv?from=${choice.period.from}&to=${choice.period.to}`,
    provider: heading(tenant, locals.locale, 'provider', 'one'),
  };
}

/** The same as a file. */
export async function summaryFile(event: Visit, businessId: string | undefined): Promise<Response> {
  const { period } = asked(event);
  const { data } = await event.locals.api('GET /ledger/summary', { query: { businessId, ...period } });
  return csvFile(`${period.from}_${period.to}`, summaryCsv(data));
}
