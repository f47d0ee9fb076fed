import { m } from '#lib/i18n/words.ts';

/** The fixed words of the page of choosing, so that no script has to bring them. */
export function bookingWords(name: string) {
  return {
    what: m.book_what(),
    when: m.book_when(),
    which: m.book_which(),
    who: m.book_who(),
    done: m.book_done(),
    close: m.close(),
    more: m.book_more(),
    seats: m.book_seats(),
    summary: m.book_summary(),
    noTime: m.book_no_time(),
    gone: m.book_gone(),
    go: m.book_go(),
    busy: m.book_busy(),
    full: m.book_full(),
    fullText: m.book_full_text({ name }),
    wait: m.book_wait(),
    waitHint: m.book_wait_hint(),
    servicesEmpty: m.book_services_empty({ name }),
    back: m.book_back({ name }),
  };
}
