import * as z from 'zod/mini';
import { picture } from '../media/media.contract.ts';
import { LOCALES, localizedText } from '../verticals/verticals.fields.ts';
import { seo } from '../verticals/verticals.marketplace.ts';

/** What an operator decides about a tenant, as other processes and browsers hear it. */
export const tenantEvents = {
  'tenant.suspended': z.strictObject({ tenantId: z.uuid() }),
  'tenant.resumed': z.strictObject({ tenantId: z.uuid() }),
  'tenant.updated': z.strictObject({ tenantId: z.uuid() }),
};

export const tenantErrors = {
  TENANT_NONE: { status: 404, message: 'This address belongs to the installation, not to a tenant.' },
  TENANT_UNKNOWN: { status: 404, message: 'No tenant lives at this address.' },
  TENANT_SUSPENDED: { status: 403, message: 'This tenant is suspended.' },
} as const;

/** Languages the product is written in; a vertical supports some of them. */
const locale = z.enum(LOCALES);

/** What was chosen for a tenant, when it was made, otherwise than its vertical's file says. */
export const tenantCustoms = z.strictObject({
  locale: z.optional(locale),
  currency: z.optional(z.string().check(z.regex(/^[A-Z]{3}$/, 'Write three capital letters: "ARS"'))),
  timeZone: z.optional(z.string().check(z.maxLength(60))),
  mode: z.optional(z.enum(['single', 'marketplace'])),
});
export type TenantCustoms = z.infer<typeof tenantCustoms>;
const noun = z.strictObject({ one: z.string(), other: z.string(), gender: z.optional(z.enum(['m', 'f'])) });
const term = z.enum(['provider', 'customer', 'booking', 'business', 'service', 'location', 'resource']);

const words = z.record(term, noun);

/** What a tenant's site needs before its first page: words, customs, brand. */
export const tenantView = z.strictObject({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  suspended: z.boolean(),
  vertical: z.string(),
  mode: z.enum(['single', 'marketplace']),
  listing: z.enum(['business', 'provider', 'service']),
  tagline: localizedText,
  description: localizedText,
  locale: z.strictObject({
    default: locale,
    supported: z.array(locale),
    country: z.string(),
    currency: z.string(),
    timeZone: z.string(),
    firstWeekday: z.int(),
    phone: z.strictObject({ prefix: z.string(), example: z.string() }),
    /** What people identify themselves by, where it is asked for. */
    identityDocument: z.optional(z.strictObject({ label: z.string(), required: z.boolean() })),
  }),
  /** What things are called here, by locale. */
  terminology: z.strictObject({
    'es-AR': z.optional(words),
    en: z.optional(words),
    'pt-BR': z.optional(words),
  }),
  categories: z.array(z.strictObject({ key: z.string(), name: localizedText })),
  /** How pages are called where they are found, with words in braces. */
  seo,
  branding: z.strictObject({
    fonts: z.strictObject({ display: z.string(), text: z.string() }),
    motif: z.string(),
    density: z.enum(['compact', 'regular', 'airy']),
    logo: z.strictObject({
      case: z.enum(['asWritten', 'upper', 'lower']),
      weight: z.int(),
      tracking: z.int(),
      /** Stands for the name where there is one. */
      picture: z.nullable(picture),
    }),
    /** Counted up with each change: addresses of icons carry it. */
    version: z.int(),
    /** Custom properties of both colour schemes, ready for a style element. */
    themeCss: z.string(),
    themeColor: z.strictObject({ light: z.string(), dark: z.string() }),
    /** Grounds and marks of the drawn covers and of the icon. */
    colors: z.strictObject({ accent: z.string(), onAccent: z.string(), background: z.string() }),
  }),
});
export type TenantView = z.infer<typeof tenantView>;

/** Sizes in which a tenant's icon is drawn; `maskable` leaves the margin that launchers cut away. */
export const iconName = z.enum(['32.png', '180.png', '192.png', '512.png', 'maskable-512.png']);
export type IconName = z.infer<typeof iconName>;

/** The demo's tenants, for whoever looks around. */
export const demoView = z.strictObject({
  tenants: z.array(z.strictObject({ slug: z.string(), name: z.string(), url: z.string() })),
});
