/** The fields of the form that makes a tenant. */
export const TENANT_FIELDS = [
  'name',
  'slug',
  'vertical',
  'locale',
  'currency',
  'timeZone',
  'mode',
  'adminName',
  'email',
  'business',
  'businessName',
  'line',
  'city',
  'demo',
  'sandbox',
] as const;

type Fields = Record<(typeof TENANT_FIELDS)[number], string>;

/** What the API is asked for: what was left empty is as in the vertical. */
export function readNewTenant(fields: Fields) {
  const { name, slug, vertical, adminName, email, business, businessName, line, city } = fields;
  const customs = Object.fromEntries(
    (['locale', 'currency', 'timeZone', 'mode'] as const)
      .map((key): [string, string] => [key, key === 'currency' ? fields[key].toUpperCase() : fields[key]])
      .filter(([, value]) => value !== ''),
  );
  return {
    ...{ name, slug, vertical },
    ...customs,
    admin: { name: adminName, email },
    business: business ? { name: businessName || name, line, city } : null,
    demo: fields.demo !== '',
    sandbox: fields.sandbox !== '',
  };
}
