import { enhance as enhanceForm, type SubmitFunction } from '$app/forms';

/**
 * The framework's, but for where an answer is shown: where its form stands, though the action's address has less of a query than
 * the page's. The framework would open the page anew without it, and filters, steps and what was typed would be gone.
 */
export function enhance(form: HTMLFormElement, submit?: SubmitFunction) {
  const stay: SubmitFunction = async (sent) => {
    const navigate = sent.action.pathname !== location.pathname;
    const show = (await submit?.(sent)) ?? (({ update }) => update());
    return (answer) => show({ ...answer, update: (options) => answer.update({ navigate, ...options }) });
  };
  return enhanceForm(form, stay);
}
