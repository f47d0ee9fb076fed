import { ApiError } from '#lib/api/error.ts';
import { sentenceFor } from '#lib/api/sentences.ts';
import type { SearchResult, Tenant } from '#lib/api/types.ts';
import { mapView } from '#lib/features/map/map.server.ts';
import { m } from '#lib/i18n/words.ts';
import { placesOf, searchFormView } from './form-view.ts';
import { alternativesTo, searchHref, type Question } from './question.ts';
import { resultViews } from './result-view.ts';
import { nothingView } from './search-view.ts';

type Found = { results: SearchResult[]; nextCursor: string | undefined; refused?: ApiError };

const PAGE = 10;

/** What is free. What the API cannot understand finds nothing, and its reason is kept for the form. */
async function find({ api }: App.Locals, question: Question, limit: number, cursor?: string): Promise<Found> {
  try {
    const { data, nextCursor } = await api('GET /search', { query: { ...question, limit, cursor } });
    return { results: data, nextCursor };
  } catch (error) {
    if (!(error instanceof ApiError) || ![400, 404].includes(error.status)) throw error;
    return { results: [], nextCursor: undefined, refused: error };
  }
}

/** A search page: the form as it was asked, what is free, and where that is nothing, what is near it. */
export async function loadSearch(
  locals: App.Locals,
  tenant: Tenant,
  question: Question,
  cursor: string | undefined,
) {
  const { api, locale } = locals;
  const [found, businesses] = await Promise.all([
    find(locals, question, PAGE, cursor),
    api('GET /businesses', { query: { limit: 50 } }),
  ]);
  const { results, nextCursor, refused } = found;
  const alternatives = results.length === 0 && !cursor ? alternativesTo(question) : [];
  const tried = await Promise.all(
    alternatives.map(async (alternative) => {
      const { results } = await find(locals, alternative.question, 1);
      return { alternative, found: results[0] };
    }),
  );
  const isPlaceUnknown = refused?.code === 'PLACE_UNKNOWN';
  const views = resultViews(results, { locale, when: question });
  return {
    map: mapView(
      views.map(
        ({ point, business }, index) => point && { ...point, name: business.name, href: `#result-${index}` },
      ),
    ),
    form: searchFormView(question, tenant, locale, {
      places: placesOf(businesses.data),
      error: isPlaceUnknown ? sentenceFor(refused) : '',
    }),
    results: views,
    nothing: results.length === 0 ? nothingView(tried, tenant, locale) : null,
    next: nextCursor ? searchHref(question, nextCursor) : null,
    first: cursor ? searchHref(question) : null,
    narrowed: Boolean(question.q ?? question.before ?? question.sort ?? question.radiusKm),
    texts: {
      title: m.find_title(),
      results: results.length === 1 ? m.find_found_one() : m.find_found({ count: results.length }),
      next: m.find_next_page(),
      first: m.find_first_page(),
    },
  };
}
