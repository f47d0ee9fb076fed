import * as z from 'zod/mini';
import { branding } from './verticals.branding.ts';
import { category, resourceType, serviceType } from './verticals.catalogue.ts';
import { demo } from './verticals.demo.ts';
import { fields, intakeForm } from './verticals.forms.ts';
import {
  about,
  planned,
  key,
  LOCALES,
  localizedText,
  phone,
  text,
  weekdayNumber,
} from './verticals.fields.ts';
import { marketplace, seo } from './verticals.marketplace.ts';
import { settingsSections } from './verticals.settings.ts';

const noun = z
  .strictObject({
    one: about(text, 'One of them, in lower case, without an article.'),
    other: about(text, 'Several of them.'),
  })
  .register(z.globalRegistry, { id: 'Noun' });

const genderedNoun = z
  .strictObject({
    one: about(text, 'One of them, in lower case, without an article.'),
    other: about(text, 'Several of them.'),
    gender: about(z.enum(['m', 'f']), 'Grammatical gender, for articles and agreement.'),
  })
  .register(z.globalRegistry, { id: 'GenderedNoun' });

function terms<T extends z.ZodMiniType>(word: T) {
  return z.strictObject({
    provider: about(word, 'Who serves: barber, coach.'),
    customer: about(word, 'Who is served: client, player.'),
    booking: about(word, 'What is booked: appointment, turno.'),
    business: about(word, 'Who sells: barbershop, club.'),
    service: about(word, 'What is sold: service, session.'),
    location: about(word, 'Where it happens: branch, venue.'),
    resource: about(word, 'What is taken: chair, court.'),
  });
}

const terminology = z.strictObject({
  'es-AR': z.optional(about(terms(genderedNoun), 'Argentine Spanish.')),
  en: z.optional(about(terms(noun), 'English.')),
  'pt-BR': z.optional(about(terms(genderedNoun), 'Brazilian Portuguese.')),
});

const localeName = z.enum(LOCALES);

const locale = z.strictObject({
  default: about(localeName, 'Language of visitors whose own is not supported.'),
  supported: about(z.array(localeName).check(z.minLength(1)), 'Languages in which every text is written.'),
  country: about(
    z.string().check(z.regex(/^[A-Z]{2}$/, 'Write two capital letters: "AR"')),
    'ISO 3166 country.',
  ),
  currency: about(
    z.string().check(z.regex(/^[A-Z]{3}$/, 'Write three capital letters: "ARS"')),
    'ISO 4217 currency of every price.',
  ),
  timeZone: about(z.string(), 'IANA zone of places that name none.'),
  firstWeekday: about(z._default(weekdayNumber, 1), 'ISO weekday with which weeks begin: 1 is Monday.'),
  phone: about(
    z.strictObject({
      prefix: about(
        z.string().check(z.regex(/^\+[1-9]\d{0,3}$/, 'Write the calling code: "+54"')),
        'Calling code put before numbers written without one.',
      ),
      example: about(phone, 'A number as people write it here, shown in empty fields.'),
    }),
    'How telephone numbers are written.',
  ),
  identityDocument: z.optional(
    planned(
      z.strictObject({
        label: about(text, 'What it is called here: "DNI".'),
        required: about(z._default(z.boolean(), false), 'Whether one must give it to book.'),
      }),
      'Document by which people identify themselves, if it is asked for.',
    ),
  ),
});

const providerLevel = z.strictObject({
  key: about(key, 'Name by which price rules and demo providers refer to it.'),
  name: about(localizedText, 'What customers read beside a provider: "Senior".'),
});

/** A vertical's file in `niche-configs/`, as written. */
export const verticalFile = z.strictObject({
  $schema: z.optional(
    about(z.enum(['./schema.json', '../schema.json']), 'Lets editors complete and check this file.'),
  ),
  vertical: about(key, 'Key of the vertical: the name of the file without ".json".'),
  extends: z.optional(
    about(
      key,
      'Key of another vertical: what this file leaves out is taken from there; lists are merged by `key`.',
    ),
  ),
  version: about(z.int().check(z.gte(1)), 'Counted up with each change that businesses should hear of.'),
  name: about(localizedText, 'The vertical, as operators see it in lists.'),
  tagline: about(localizedText, "The line under the tenant's name, in its own voice."),
  description: about(localizedText, 'What visitors and search engines read about the site.'),
  terminology: about(terminology, 'What things are called here, per supported locale.'),
  locale: about(locale, 'Languages, money, zone and customs.'),
  branding: about(branding, 'Colour, type, shape and motif.'),
  marketplace: about(
    z.prefault(marketplace, {}),
    'Whether one business or many are listed, who may join and what it costs them.',
  ),
  providerLevels: about(z._default(z.array(providerLevel), []), 'Levels of providers, the lowest first.'),
  resourceTypes: about(z._default(z.array(resourceType), []), 'Kinds of things that bookings take.'),
  categories: about(z.array(category).check(z.minLength(1)), 'Headings of the catalogue, in order.'),
  serviceTypes: about(
    z.array(serviceType).check(z.minLength(1)),
    'Templates from which businesses make their services.',
  ),
  ...settingsSections,
  customerFields: about(z._default(fields, []), 'What is asked of every customer, once.'),
  intakeForms: about(z._default(z.array(intakeForm), []), 'What is asked with a booking, by service type.'),
  seo: about(
    z.prefault(seo, {}),
    'Titles and descriptions for search engines. Left out, or where a page lacks a word that one holds: made from the names.',
  ),
  demo: about(demo, 'The demo tenant that the seed builds.'),
});

/** A vertical after reading: defaults are filled in. */
export type Vertical = z.infer<typeof verticalFile>;
export type Terminology = Vertical['terminology'];
export type Noun = z.infer<typeof noun> & Partial<Pick<z.infer<typeof genderedNoun>, 'gender'>>;
export type { Branding } from './verticals.branding.ts';
export type { Category, DurationInput, ResourceType, ServiceType } from './verticals.catalogue.ts';
export type {
  Demo,
  DemoBusiness,
  DemoLocation,
  DemoOffer,
  DemoProvider,
  DemoSession,
} from './verticals.demo.ts';
export type { Locale, LocalizedText, Share, WeeklyHours } from './verticals.fields.ts';
export type { FormField, IntakeForm } from './verticals.forms.ts';
export type { PriceRule } from './verticals.prices.ts';
export type { Scheduling } from './verticals.scheduling.ts';
export type { Settings, SettingsLayer } from './verticals.settings.ts';
