import { m } from '#lib/i18n/words.ts';

/** What the API says of one field, in English for programs, by what is particular to it; and how people are told. */
const sentences: [said: RegExp, sentence: () => string][] = [
  [/named twice|is not unique|is used by/i, m.bad_twice],
  [/does not come after/i, m.bad_order],
  [/is set here too/i, m.bad_both],
  [/while packing is/i, m.bad_min_gap],
  [/is not less than .* of the step before/i, m.bad_steps_order],
  [/leaves out the time after it/i, m.bad_steps_last],
  [/ends when it starts/i, m.bad_whole_day],
  [/ends before it begins|end after the start/i, m.bad_ends],
  [/always holds, so no rule after/i, m.bad_rule_always],
  [/does nothing in /i, m.bad_message_time],
  [/names no rhythm/i, m.bad_no_rhythm],
  [/is missing|is needed/i, m.rules_bad_required],
  [/is past/i, m.bad_past],
  [/is taken/i, m.bad_taken],
  [/is not a customer here|is not one of|there is no|names nothing|do the service here/i, m.bad_unknown],
  [/provider without hours/i, m.bad_no_hours],
  [/below the .* seats that are sold/i, m.bad_seats],
];

/** What is wrong with a field, in the reader's language; undefined for what is not known. */
export const detailSentence = (message: string): string | undefined =>
  sentences.find(([said]) => said.test(message))?.[1]();
