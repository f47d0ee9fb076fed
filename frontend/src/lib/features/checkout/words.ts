import type { Tenant } from '#lib/api/types.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/i18n/words.ts';
import { genderOf, term } from '#lib/theme/terms.ts';

/** The words of the page, in one language: as messages all three would travel with its script. */
export function checkoutWords(tenant: Tenant, locale: Locale) {
  const { example } = tenant.locale.phone;
  const booking = term(tenant, locale, 'booking', 'one');
  const isFeminine = genderOf(tenant, locale, 'booking') === 'f';
  return {
    title: isFeminine ? m.checkout_title_f({ booking }) : m.checkout_title({ booking }),
    summary: m.checkout_summary(),
    change: m.checkout_change(),
    price: m.price_title(),
    policy: m.policy_title(),
    you: m.checkout_you(),
    notYou: m.checkout_not_you(),
    haveAccount: m.checkout_have_account(),
    haveAccountHint: m.checkout_have_account_hint(),
    accountOnly: m.checkout_account_only(),
    login: m.nav_login(),
    register: m.login_register(),
    name: m.checkout_name(),
    email: m.email(),
    emailHint: m.checkout_email_hint(),
    phone: m.checkout_phone(),
    phoneHint: m.checkout_phone_hint({ example }),
    remember: m.checkout_remember(),
    guests: m.checkout_guests(),
    optional: m.checkout_optional(),
    couponTitle: m.checkout_coupon_title(),
    coupon: m.checkout_coupon(),
    couponTry: m.checkout_coupon_try(),
    payTitle: m.checkout_pay_title(),
    total: m.price_total(),
    now: m.price_deposit_now(),
    sending: m.checkout_sending(),
    offline: m.checkout_offline(),
    expiredTitle: m.checkout_expired_title(),
    expiredText: m.checkout_expired_text(),
    again: m.checkout_again(),
    lost: m.checkout_lost(),
    otherTimes: m.checkout_other_times(),
    lastMinute: m.checkout_last_minute(),
    left: m.checkout_kept_until({ time: '' }).trim(),
    payOther: m.pay_other(),
    goneTitle: m.checkout_gone_title(),
    goneText: m.checkout_gone_text(),
    home: m.back_home(),
  };
}

export type CheckoutWords = ReturnType<typeof checkoutWords>;
