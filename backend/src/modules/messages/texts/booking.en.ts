import type { BookingTexts } from './booking.ts';

export const bookingEn: BookingTexts = {
  messages: {
    requested: ({ booking, business, what, when }) => ({
      subject: `${business} has your ${booking.one} request`,
      line: `${business} still has to confirm it: ${what}, ${when}. We will write as soon as they answer.`,
    }),
    confirmed: ({ booking, business, what, when }) => ({
      subject: `Your ${booking.one} at ${business} is confirmed`,
      line: `Your ${booking.one} is confirmed: ${what}, ${when}.`,
    }),
    declined: ({ booking, business, what, when }) => ({
      subject: `${business} cannot take your ${booking.one}`,
      line: `It is not possible: ${what}, ${when}. You are welcome to choose another time.`,
    }),
    changed: ({ booking, business, what, when }) => ({
      subject: `Your ${booking.one} at ${business} has changed`,
      line: `Your ${booking.one} is now: ${what}, ${when}.`,
    }),
    cancelled: ({ booking, business, what, when }) => ({
      subject: `Your ${booking.one} at ${business} is cancelled`,
      line: `Your ${booking.one} will not take place: ${what}, ${when}.`,
    }),
    noShow: ({ booking, business, what, when }) => ({
      subject: `You missed your ${booking.one} at ${business}`,
      line: `${business} noted that you were not there: ${what}, ${when}. If that is wrong, please tell them.`,
    }),
    waitlistOffer: ({ business, what, when }) => ({
      subject: `A place has opened up at ${business}`,
      line: `We are keeping it for you for a while: ${what}, ${when}. Confirm it before it goes to somebody else.`,
    }),
    reminder: ({ booking, business, what, when }) => ({
      subject: `Reminder: your ${booking.one} at ${business}`,
      line: `A reminder of your ${booking.one}: ${what}, ${when}.`,
    }),
    followUp: ({ booking, business, what }) => ({
      subject: `Thank you for choosing ${business}`,
      line: `Thank you for trusting us with ${what}. Book your next ${booking.one} whenever you like.`,
    }),
  },
  at: (date, time) => `${date} at ${time}`,
  labels: { when: 'When', where: 'Where', price: 'Price', code: 'Code' },
  action: {
    see: ({ one }) => `See your ${one}`,
    again: ({ one }) => `Book a new ${one}`,
  },
  way: 'Get directions',
  unsubscribe: { text: 'No more reminders by mail?', label: 'Unsubscribe' },
  page: {
    title: 'Reminders by mail',
    ask: (recipient) => `We will stop sending reminders and greetings to ${recipient}.`,
    button: 'Unsubscribe',
    done: 'Done: you will get no more reminders by mail. We still tell you when one of your bookings changes.',
  },
};
