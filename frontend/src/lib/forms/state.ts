/** Bookings to come that a change would leave behind, and the change itself, to be sent again. */
export type StrandedView = {
  /** The form action that was asked, and all that was sent. */
  action: string;
  fields: [name: string, value: string][];
  total: number;
  bookings: { id: string; who: string; when: string; mailto: string | null }[];
};

/** What a form action hands back to its page. */
export type FormState = {
  /** Which form of the page it is about. */
  id: string;
  /** What happened, in a sentence; an error unless `done`. */
  message?: string;
  done?: boolean;
  /** One sentence for each field that needs another look. */
  errors?: Record<string, string>;
  /** What was typed, given back so that nobody types it twice. Never passwords. */
  values?: Record<string, string>;
  stranded?: StrandedView;
};

/** The part of a page's form data that is about the form named. */
export function stateOf(form: FormState | null | undefined, id: string): FormState | null {
  return form?.id === id ? form : null;
}
