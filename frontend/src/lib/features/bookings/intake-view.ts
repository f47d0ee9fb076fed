import type { BookingIntake } from '#lib/api/types.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { formatDate } from '#lib/i18n/format.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';

export type IntakeView = { answers: { key: string; question: string; answer: string }[]; guests: string[] };

type Answer = BookingIntake['customer'][number];

function answerText({ type, value, options, consent }: Answer, locale: Locale): string {
  if (options && options.length > 0) return options.map((option) => localized(option, locale)).join(', ');
  if (consent) return `${localized(consent.text, locale)} (${formatDate(consent.at, locale)})`;
  if (type === 'file') return m.booking_file();
  if (typeof value === 'boolean') return value ? m.booking_yes() : m.booking_no();
  return Array.isArray(value) ? value.join(', ') : String(value);
}

/** What was asked and answered, and who comes along. */
export function intakeView(intake: BookingIntake | null, locale: Locale): IntakeView {
  if (!intake) return { answers: [], guests: [] };
  const told = [
    ...intake.forms.flatMap(({ item, answers }) => answers.map((answer) => ({ at: String(item), answer }))),
    ...intake.customer.map((answer) => ({ at: 'customer', answer })),
  ];
  return {
    answers: told.map(({ at, answer }) => ({
      key: `${at}-${answer.key}`,
      question: localized(answer.name, locale),
      answer: answerText(answer, locale),
    })),
    guests: intake.guests.map(({ name }) => name),
  };
}
