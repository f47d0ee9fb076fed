import { m } from '#lib/i18n/words.ts';

/** What stands around moving and cancelling. */
export function changeWords() {
  return {
    back: m.booking_back(),
    reason: m.cancel_reason(),
    later: m.cancel_later(),
    keep: m.cancel_keep(),
    rather: m.cancel_move(),
    over: m.cancel_over(),
    scope: m.scope_title(),
    scopeFee: m.scope_fee(),
    conflict: {
      title: m.conflict_title(),
      text: m.conflict_text(),
      before: m.conflict_before(),
      now: m.conflict_now(),
      keep: m.conflict_keep(),
    },
    cancelAnyway: m.conflict_go_cancel(),
    moveAnyway: m.conflict_go_move(),
  };
}
