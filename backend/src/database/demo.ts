import type { Vertical } from '../modules/verticals/verticals.contract.ts';

/** The password of every demo account; the demo only. */
export const DEMO_PASSWORD = 'turnero-demo';
export const DEMO_OPERATOR = 'operator@turnero.example';

export interface DemoLogin {
  where: string;
  role: string;
  email: string;
  password: string;
}

export interface DemoSummary {
  tenants: { slug: string; name: string; url: string }[];
  logins: DemoLogin[];
}

export interface DemoPerson {
  role: 'customer' | 'provider' | 'owner' | 'admin';
  name: string;
  email: string;
}

/** One person per role: the owner of the first business, and its first provider where there is one. */
export function demoPeople({ demo }: Vertical): DemoPerson[] {
  const at = (who: string) => `${who}@${demo.tenant.slug}.example`;
  const provider = demo.businesses[0]?.providers[0];
  return [
    { role: 'customer', name: 'Lucía Ferreyra', email: at('customer') },
    ...(provider ? [{ role: 'provider' as const, name: provider.name, email: at('provider') }] : []),
    { role: 'owner', name: 'Graciela Sosa', email: at('owner') },
    { role: 'admin', name: 'Martín Acuña', email: at('admin') },
  ];
}

/** What to print for people who want to look around. */
export function demoSummary(verticals: Iterable<Vertical>, publicUrl: string): DemoSummary {
  const base = new URL(publicUrl);
  const shown = [...verticals];
  const urlOf = (slug: string) => `${base.protocol}//${slug}.${base.host}`;
  return {
    tenants: shown.map(({ demo: { tenant } }) => ({ ...tenant, url: urlOf(tenant.slug) })),
    logins: [
      { where: base.origin, role: 'operator', email: DEMO_OPERATOR, password: DEMO_PASSWORD },
      ...shown.flatMap((vertical) =>
        demoPeople(vertical).map(({ role, email }) => ({
          where: urlOf(vertical.demo.tenant.slug),
          role,
          email,
          password: DEMO_PASSWORD,
        })),
      ),
    ],
  };
}
