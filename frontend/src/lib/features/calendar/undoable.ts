import type { SubmitFunction } from '$app/forms';
import { refreshAll } from '$app/navigation';
import { m } from '#lib/i18n/words.ts';
import { say } from './say.ts';
import { send } from './send.ts';

type Undo = { action: string; fields: Record<string, string> };
type Answered = {
  /** Where the action led. */
  location: string;
  /** What it answered. */
  data: Record<string, unknown>;
};

/**
 * Sends a form, and says that it was done, with a button that takes it back: nobody is asked beforehand.
 * @param undo what takes it back; null where nothing can
 */
export const undoable =
  (done: () => string, undo: (answer: Answered) => Undo | null): SubmitFunction =>
  ({ formElement }) =>
  async ({ result, update }) => {
    if (result.type === 'success') {
      // Said by the toast, and not once more by the page.
      formElement.reset();
      await refreshAll();
    } else await update();
    if (result.type !== 'success' && result.type !== 'redirect') return;
    const back = undo({
      location: result.type === 'redirect' ? result.location : '',
      data: result.type === 'success' ? (result.data ?? {}) : {},
    });
    if (!back) return say(done());
    await say(done(), undefined, {
      text: m.undo(),
      press: () => {
        void send(back.action, back.fields).then(async (undone) => {
          if (undone.kind === 'refused') await say(undone.message || m.cal_not_done());
          if (undone.kind !== 'refused' || !undone.isLost) await refreshAll();
        });
      },
    });
  };
