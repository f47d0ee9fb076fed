import type { Which } from '../messages.which.ts';

export interface Word {
  one: string;
  other: string;
  /** Of Spanish and Portuguese. */
  gender?: 'm' | 'f' | undefined;
}

/** What the texts about a booking are given: words already in their language. */
export interface BookingVoice {
  /** What it is called here: "turno", "appointment". */
  booking: Word;
  business: string;
  /** The services. */
  what: string;
  /** Day and time, in the zone of the place. */
  when: string;
}

export interface BookingText {
  subject: string;
  /** One or two sentences; they alone are the whole message where there is little room. */
  line: string;
}

/** The messages about bookings in one language. */
export interface BookingTexts {
  messages: { readonly [Name in Which]: (voice: BookingVoice) => BookingText };
  /** Day and time as one: "Tuesday, 24 November at 10:00". */
  at: (date: string, time: string) => string;
  /** Before the facts, one to a line. Those that a vertical names are taken from there. */
  labels: { when: string; where: string; price: string; code: string };
  /** On the button that leads to the page of the booking, or, for another, of the business. */
  action: { see: (booking: Word) => string; again: (booking: Word) => string };
  /** On the button of a push message that leads to the way there. */
  way: string;
  /** Under a mail. */
  unsubscribe: { text: string; label: string };
  /** The page that the link under a mail leads to. */
  page: { title: string; ask: (recipient: string) => string; button: string; done: string };
}
