import type { BookingTexts, Word } from './booking.ts';

const o = ({ gender }: Word) => (gender === 'f' ? 'a' : 'o');

export const bookingEsAR: BookingTexts = {
  messages: {
    requested: ({ booking, business, what, when }) => ({
      subject: `Recibimos tu pedido de ${booking.one} en ${business}`,
      line: `${business} todavía tiene que confirmarlo: ${what}, ${when}. Te avisamos apenas responda.`,
    }),
    confirmed: ({ booking, business, what, when }) => ({
      subject: `Tu ${booking.one} en ${business} está confirmad${o(booking)}`,
      line: `Quedó confirmad${o(booking)} tu ${booking.one}: ${what}, ${when}.`,
    }),
    declined: ({ booking, business, what, when }) => ({
      subject: `${business} no puede tomar tu ${booking.one}`,
      line: `No es posible: ${what}, ${when}. Podés elegir otro horario cuando quieras.`,
    }),
    changed: ({ booking, business, what, when }) => ({
      subject: `Cambió tu ${booking.one} en ${business}`,
      line: `Tu ${booking.one} ahora es: ${what}, ${when}.`,
    }),
    cancelled: ({ booking, business, what, when }) => ({
      subject: `Se canceló tu ${booking.one} en ${business}`,
      line: `Queda sin efecto tu ${booking.one}: ${what}, ${when}.`,
    }),
    noShow: ({ booking, business, what, when }) => ({
      subject: `Quedaste ausente en tu ${booking.one} en ${business}`,
      line: `${business} registró una ausencia: ${what}, ${when}. Si es un error, avisales.`,
    }),
    waitlistOffer: ({ business, what, when }) => ({
      subject: `Se liberó un lugar en ${business}`,
      line: `Te lo guardamos por un rato: ${what}, ${when}. Confirmalo antes de que venza.`,
    }),
    reminder: ({ booking, business, what, when }) => ({
      subject: `Recordatorio: tu ${booking.one} en ${business}`,
      line: `Te recordamos tu ${booking.one}: ${what}, ${when}.`,
    }),
    followUp: ({ booking, business, what }) => ({
      subject: `Gracias por elegir ${business}`,
      line: `Gracias por confiarnos ${what}. Cuando quieras, reservá tu próxim${o(booking)} ${booking.one}.`,
    }),
  },
  at: (date, time) => `el ${date.replace(', ', ' ')} a las ${time}`,
  labels: { when: 'Cuándo', where: 'Dónde', price: 'Precio', code: 'Código' },
  action: {
    see: ({ one }) => `Ver tu ${one}`,
    again: ({ one }) => `Reservar ${one}`,
  },
  way: 'Cómo llegar',
  unsubscribe: { text: '¿No querés más recordatorios por correo?', label: 'Dejar de recibirlos' },
  page: {
    title: 'Recordatorios por correo',
    ask: (recipient) => `Vamos a dejar de mandar recordatorios y saludos a ${recipient}.`,
    button: 'No quiero recibirlos más',
    done: 'Listo: no vas a recibir más recordatorios por correo. Lo que cambie en tus reservas te lo seguimos avisando.',
  },
};
