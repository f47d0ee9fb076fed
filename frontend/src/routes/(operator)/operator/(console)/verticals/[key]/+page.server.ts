import type { VerticalDetails } from '#lib/api/types.ts';
import { flatten } from '#lib/features/seo/flatten.ts';
import { formatMinutes, formatMoney } from '#lib/i18n/format.ts';
import { localized } from '#lib/i18n/text.ts';
import { drawCover } from '#lib/motifs/motifs.ts';
import { requireOperator } from '#lib/server/guards.ts';
import type { PageServerLoad } from './$types';

/** The brand's cover in its own colours, as a picture of this page. */
function coverOf({ motif, key, themeCss }: VerticalDetails): string {
  const svg = flatten(drawCover(motif, 'wide', key, ''), themeCss);
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** The custom properties of the day's scheme, for an element of this page. */
const propertiesOf = ({ themeCss }: VerticalDetails): string =>
  /:root\{([^}]*)\}/.exec(themeCss)?.[1]?.replace(/color-scheme:\w+;/, '') ?? '';

export const load: PageServerLoad = async ({ locals, params }) => {
  requireOperator(locals);
  const { api, locale } = locals;
  const { data } = await api('GET /operator/verticals/{key}', { path: { key: params.key } });
  const money = (amount: number) => formatMoney({ amount, currency: data.currency }, locale);
  return {
    key: data.key,
    name: localized(data.name, locale),
    file: data.file,
    tagline: localized(data.tagline, locale),
    description: localized(data.description, locale),
    facts: [
      data.currency,
      data.timeZone,
      data.locales.join(', '),
      `${data.fonts.display} + ${data.fonts.text}`,
    ].join(' · '),
    findings: data.findings,
    changed: data.changed,
    cover: coverOf(data),
    look: propertiesOf(data),
    categories: data.categories.map(({ name, services }) => ({
      name: localized(name, locale),
      services: services.map((service) => ({
        name: localized(service.name, locale),
        description: localized(service.description, locale),
        variants: service.variants.map((variant) => ({
          name: localized(variant.name, locale),
          text: `${formatMinutes(variant.minutes)} · ${money(variant.price)}`,
        })),
      })),
    })),
  };
};
