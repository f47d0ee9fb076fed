import type { ServiceTerms, Tenant } from '#lib/api/types.ts';
import { answersOf, mistakesIn, typedIn, type Answers } from '#lib/features/intake/intake-answers.ts';
import {
  CUSTOMER_PREFIX,
  formViews,
  itemPrefix,
  type FormView,
  type Values,
} from '#lib/features/intake/intake-view.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { checkFields, textIn } from '#lib/server/forms.ts';

const PERSON = ['name', 'email', 'phone', 'coupon', 'remember', 'pay', 'key'] as const;

/** What was sent with the page's form, whichever of its buttons sent it. */
export type Sent = { values: Values; forms: FormView[]; files: { name: string; file: File }[] };

/** With the country's calling code, where none was written. */
export function phoneWith(prefix: string, phone: string): string {
  if (phone === '' || phone.startsWith('+')) return phone;
  return `${prefix} ${phone.replace(/^0+/, '')}`;
}

export async function readSent(
  request: Request,
  terms: readonly ServiceTerms[],
  locale: Locale,
): Promise<Sent> {
  const data = await request.formData();
  const forms = formViews(terms, locale);
  const guests = [...data.keys()].filter((name) => /^guests\.\d$/.test(name));
  const plain = [...PERSON, ...guests].map((name): [string, string] => [name, textIn(data, name).trim()]);
  const files = forms.flatMap(({ fields }) =>
    fields.flatMap(({ name, type }) => {
      const file =
        type === 'file'
          ? data.getAll(name).find((value) => value instanceof File && value.size > 0)
          : undefined;
      return file instanceof File ? [{ name, file }] : [];
    }),
  );
  return { values: { ...Object.fromEntries(plain), ...typedIn(forms, data) }, forms, files };
}

/** What is plainly missing or wrong, by the name of the control. */
export function mistakesOf(
  { values, forms }: Sent,
  { isGuest, tenant }: { isGuest: boolean; tenant: Tenant },
): Record<string, string> {
  const { name = '', email = '' } = values;
  const person = isGuest ? checkFields({ name, email }) : undefined;
  return { ...person, ...mistakesIn(forms, values, tenant.locale.phone.example) };
}

function guestsIn(values: Values): { name: string }[] {
  return Object.entries(values).flatMap(([key, name]) =>
    key.startsWith('guests.') && name ? [{ name }] : [],
  );
}

/** The body with which a hold is booked. */
export function bookingBody(
  holdId: string,
  { values, forms }: Sent,
  { isGuest, tenant, locale, items }: { isGuest: boolean; tenant: Tenant; locale: Locale; items: number },
) {
  const { name, email, coupon } = values;
  const phone = phoneWith(tenant.locale.phone.prefix, values['phone'] ?? '');
  const byPrefix = new Map(forms.map((form) => [form.prefix, answersOf(form, values)]));
  const once = byPrefix.get(CUSTOMER_PREFIX);
  const guests = guestsIn(values);
  const answers = Array.from(
    { length: items },
    (_, position): Answers => byPrefix.get(itemPrefix(position)) ?? {},
  );
  return {
    holdId,
    ...(isGuest ? { customer: { name, email, ...(phone ? { phone } : {}), locale } } : {}),
    ...(forms.length > 0 ? { answers } : {}),
    ...(once ? { customerAnswers: once } : {}),
    ...(guests.length > 0 ? { guests } : {}),
    ...(coupon ? { coupon } : {}),
  };
}
