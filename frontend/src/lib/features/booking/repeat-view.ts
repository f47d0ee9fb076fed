import type { ServiceTerms } from '#lib/api/types.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import type { RepeatView } from './booking-types.ts';
import { choiceHref, choicePairs, type Choice } from './choice.ts';

function saving(basisPoints: number, locale: string): string {
  if (basisPoints === 0) return '';
  const style = { style: 'percent', maximumFractionDigits: 1 } as const;
  return m.book_repeat_saving({ percent: new Intl.NumberFormat(locale, style).format(basisPoints / 10_000) });
}

/** The rhythms in which it can repeat, once being the first; null where it cannot. */
export function repeatView(choice: Choice, terms: ServiceTerms | null, locale: string): RepeatView | null {
  if (!terms || terms.rhythms.length === 0) return null;
  const chosen = terms.rhythms.find(({ key }) => key === choice.repeat);
  const once = {
    id: 'once',
    name: m.book_repeat_once(),
    detail: '',
    href: choiceHref(choice, { repeat: undefined }),
    isChosen: !chosen,
  };
  const rhythms = terms.rhythms.map(({ key, name, discountBasisPoints }) => ({
    id: key,
    name: localized(name, locale),
    detail: saving(discountBasisPoints, locale),
    href: choiceHref(choice, { repeat: key }),
    isChosen: key === chosen?.key,
  }));
  return {
    title: m.book_repeat(),
    options: [once, ...rhythms],
    counts: chosen
      ? {
          hidden: choicePairs(choice).filter(([name]) => name !== 'count'),
          value: choice.count,
          max: 26,
          label: m.book_repeat_count(),
        }
      : null,
  };
}
