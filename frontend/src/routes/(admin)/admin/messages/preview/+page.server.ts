import { channelName, CHANNELS, kindName, KINDS } from '#lib/features/outbox/outbox-view.ts';
import { readPreview } from '#lib/features/outbox/preview.server.ts';
import { locales } from '#lib/i18n/locale.ts';
import { languageName } from '#lib/i18n/text.ts';
import { requireTenant } from '#lib/server/guards.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { supported } = requireTenant(event.locals).locale;
  const { asked, preview } = await readPreview(event);
  const { subject, text, html, template } = preview;
  return {
    asked,
    preview: {
      ...{ subject, text, isMail: html !== null },
      template: template && { name: template.name, language: template.language },
      frame: `/admin/messages/preview/body?which=${asked.which}&language=${asked.locale}`,
    },
    kinds: KINDS.map((value) => ({ value, label: kindName(value) })),
    channels: CHANNELS.map((value) => ({ value, label: channelName(value) })),
    languages: locales
      .filter((locale) => supported.some((one) => one === locale))
      .map((value) => ({
        value,
        label: languageName(value, event.locals.locale),
      })),
  };
};
