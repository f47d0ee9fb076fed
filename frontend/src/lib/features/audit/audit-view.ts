import type { AuditEvent, Tenant } from '#lib/api/types.ts';
import { capital, fullDay, timeOf } from '#lib/i18n/dates.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/i18n/words.ts';
import { heading } from '#lib/theme/terms.ts';
import { differences, type Difference } from './difference.ts';

export interface AuditView {
  id: string;
  time: string;
  who: string;
  what: string;
  which: string | null;
  changes: Difference[];
}

type Spoken = Pick<Tenant, 'terminology'>;

/** What things are called, by the first word of what was done to them. */
export const kindsOf = (tenant: Spoken, locale: Locale): Record<string, string> => ({
  business: heading(tenant, locale, 'business', 'one'),
  location: heading(tenant, locale, 'location', 'one'),
  provider: heading(tenant, locale, 'provider', 'one'),
  service: heading(tenant, locale, 'service', 'one'),
  'resource-unit': heading(tenant, locale, 'resource', 'one'),
  'class-session': m.audit_session(),
  settings: m.admin_rules(),
  role: m.role(),
  apiKey: m.audit_key(),
  coupon: m.audit_coupon(),
  block: m.audit_block(),
  'time-off': m.audit_time_off(),
  media: m.audit_media(),
  payment_account: m.audit_account(),
  application: m.audit_application(),
  password: m.password(),
  email: m.email(),
  session: m.audit_sign_in(),
  tenant: m.audit_site(),
});

const deeds: Record<string, () => string> = {
  created: m.audit_created,
  added: m.audit_created,
  begun: m.audit_created,
  changed: m.audit_changed,
  set: m.audit_changed,
  deleted: m.audit_deleted,
  removed: m.audit_deleted,
  cancelled: m.audit_cancelled,
  granted: m.audit_granted,
  revoked: m.audit_revoked,
  submitted: m.audit_submitted,
  approved: m.audit_approved,
  refused: m.audit_refused,
  suspended: m.audit_suspended,
  resumed: m.audit_resumed,
  reused: m.audit_reused,
};

/** "provider.hours.changed": the thing, the part of it, and what was done. */
function whatOf(action: string, kinds: Record<string, string>): string {
  const [thing = '', ...rest] = action.split('.');
  const deed = rest.pop() ?? '';
  const part = rest.includes('hours')
    ? m.work_hours()
    : rest.includes('date-override')
      ? m.audit_override()
      : '';
  return [kinds[thing] ?? thing, part, deeds[deed]?.() ?? deed].filter(Boolean).join(' · ');
}

const actors: Record<string, () => string> = {
  system: m.audit_by_system,
  guest: m.audit_by_guest,
  apiKey: m.audit_by_key,
};

/** A page of the log, by local day. */
export function auditView(
  events: readonly AuditEvent[],
  tenant: Tenant,
  locale: Locale,
): { day: string; events: AuditView[] }[] {
  const { timeZone } = tenant.locale;
  const kinds = kindsOf(tenant, locale);
  const date = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  const days = Map.groupBy(events, ({ at }) => date.format(new Date(at)));
  return [...days].map(([day, events]) => ({
    day: capital(fullDay(day, locale), locale),
    events: events.map(({ id, at, action, actor, actorKind, entityName, before, after }) => ({
      id,
      time: timeOf(at, locale, timeZone),
      who: actor?.name ?? actors[actorKind]?.() ?? m.audit_by_gone(),
      what: whatOf(action, kinds),
      which: entityName,
      changes: differences(before, after),
    })),
  }));
}
