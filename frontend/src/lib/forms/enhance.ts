import { enhance as enhanceForm, type SubmitFunction } from '$app/forms';

/**
 * The framework's, but for where an answer is shown: where its form stands, though the action's address has less of a query than
 * the page's. The framework would open the page anew without it, and filters, steps and what was typed would be gone. Pages on the
 * way to a booking, whose bytes are counted, take the framework's and name their whole address.
 */
export function enhance(form: HTMLFormElement, submit?: SubmitFunction) {
  const stay: SubmitFunction = async (sent) => {
    const navigate = sent.action.pathname !== location.pathname;
    const answered = await submit?.(sent);
    return (answer) => {
      const update: typeof answer.update = (options) => answer.update({ navigate, ...options });
      return answered ? answered({ ...answer, update }) : update();
    };
  };
  return enhanceForm(form, stay);
}
