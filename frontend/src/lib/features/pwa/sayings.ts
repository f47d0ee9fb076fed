import { toast } from '#lib/ui/toast/toast.ts';
import { m } from '#lib/i18n/words.ts';

// A file of its own, fetched with the first of these sentences: imported as a whole, later, the words of all pages would come.

export const sayUpdate = (press: () => void) =>
  toast(m.update_ready(), undefined, { text: m.update_reload(), press });

export const saySent = () => toast(m.waiting_sent());

export const sayChoose = (press: () => void) =>
  toast(m.waiting_choose(), undefined, { text: m.waiting_see(), press });
