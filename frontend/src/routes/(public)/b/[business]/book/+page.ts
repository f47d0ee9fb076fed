import type { PageLoad } from './$types';

/** What only some see comes with the page for them, and costs nobody else a script. */
export const load: PageLoad = async ({ data }) => ({
  ...data,
  Week: data.view.week ? (await import('#lib/features/slots/WeekPicker.svelte')).default : null,
  Month: data.view.month ? (await import('#lib/features/slots/MonthCalendar.svelte')).default : null,
  Services:
    data.view.groups.length > 0 || data.view.more.length > 0
      ? (await import('#lib/features/booking/ServiceList.svelte')).default
      : null,
  Count:
    (data.view.seats ?? data.view.repeat?.counts)
      ? (await import('#lib/features/booking/CountForm.svelte')).default
      : null,
});
