import type { Tenant } from '#lib/api/types.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/i18n/words.ts';
import { heading } from '#lib/theme/terms.ts';
import { shortestPassword } from '#lib/server/forms.ts';

export function doneWords(tenant: Tenant, locale: Locale) {
  return {
    service: heading(tenant, locale, 'service', 'one'),
    code: m.done_code(),
    when: m.done_when(),
    where: m.done_where(),
    paid: m.done_paid(),
    calendar: m.done_calendar(),
    google: m.done_calendar_google(),
    outlook: m.done_calendar_outlook(),
    file: m.done_calendar_file(),
    directions: m.directions(),
    manage: m.done_manage(),
    share: m.done_share(),
    copied: m.done_copied(),
    accountTitle: m.done_account_title(),
    accountButton: m.done_account_button(),
    password: m.password_new(),
    passwordHint: m.password_hint({ count: shortestPassword }),
    waitingTitle: m.pay_waiting_title(),
    waitingText: m.pay_waiting_text(),
    again: m.pay_check_again(),
  };
}

export type DoneWords = ReturnType<typeof doneWords>;
