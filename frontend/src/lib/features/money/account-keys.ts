import { m } from '#lib/i18n/words.ts';

/** What each payment company gives a seller to be recognized by. */
type Field = { name: string; label: string; secret: boolean; options?: { value: string; label: string }[] };
type Company = { key: 'mercadopago' | 'stripe' | 'paypal'; name: string; fields: readonly Field[] };

const same = (values: readonly string[]) => values.map((value) => ({ value, label: value }));

export const COMPANIES: readonly [Company, ...Company[]] = [
  {
    key: 'mercadopago',
    name: 'Mercado Pago',
    fields: [
      { name: 'accessToken', label: 'Access token', secret: true },
      { name: 'webhookSecret', label: 'Webhook secret', secret: true },
      {
        name: 'currency',
        label: 'Currency',
        secret: false,
        options: same(['ARS', 'BRL', 'CLP', 'COP', 'MXN', 'PEN', 'UYU']),
      },
    ],
  },
  {
    key: 'stripe',
    name: 'Stripe',
    fields: [
      { name: 'secretKey', label: 'Secret key', secret: true },
      { name: 'webhookSecret', label: 'Webhook signing secret', secret: true },
    ],
  },
  {
    key: 'paypal',
    name: 'PayPal',
    fields: [
      { name: 'clientId', label: 'Client ID', secret: false },
      { name: 'clientSecret', label: 'Client secret', secret: true },
      { name: 'webhookId', label: 'Webhook ID', secret: false },
      { name: 'environment', label: 'Environment', secret: false, options: same(['live', 'sandbox']) },
    ],
  },
];

export const isCompany = (text: string): text is Company['key'] => COMPANIES.some(({ key }) => key === text);

/** As the API takes them. */
export const keysOf = (provider: Company['key'], values: Readonly<Record<string, string>>) => ({
  provider,
  ...values,
});

/** Labels stay the companies' own, because there one looks for them; but for what is not theirs. */
export const fieldLabel = ({ name, label }: Pick<Field, 'name' | 'label'>): string =>
  name === 'currency' ? m.money_currency() : label;
