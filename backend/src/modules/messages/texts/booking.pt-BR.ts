import type { BookingTexts, Word } from './booking.ts';

const o = ({ gender }: Word) => (gender === 'f' ? 'a' : 'o');
const your = (word: Word) => (word.gender === 'f' ? `sua ${word.one}` : `seu ${word.one}`);
const Your = (word: Word) => (word.gender === 'f' ? `Sua ${word.one}` : `Seu ${word.one}`);

export const bookingPtBR: BookingTexts = {
  messages: {
    requested: ({ booking, business, what, when }) => ({
      subject: `Recebemos o pedido de ${booking.one} em ${business}`,
      line: `${business} ainda precisa confirmar: ${what}, ${when}. Avisamos assim que houver resposta.`,
    }),
    confirmed: ({ booking, business, what, when }) => ({
      subject: `${Your(booking)} em ${business} está confirmad${o(booking)}`,
      line: `${Your(booking)} está confirmad${o(booking)}: ${what}, ${when}.`,
    }),
    declined: ({ booking, business, what, when }) => ({
      subject: `${business} não pode atender ${your(booking)}`,
      line: `Não é possível: ${what}, ${when}. Você pode escolher outro horário quando quiser.`,
    }),
    changed: ({ booking, business, what, when }) => ({
      subject: `${Your(booking)} em ${business} mudou`,
      line: `${Your(booking)} agora é: ${what}, ${when}.`,
    }),
    cancelled: ({ booking, business, what, when }) => ({
      subject: `${Your(booking)} em ${business} foi cancelad${o(booking)}`,
      line: `${Your(booking)} não vai mais acontecer: ${what}, ${when}.`,
    }),
    noShow: ({ booking, business, what, when }) => ({
      subject: `Sentimos sua falta: ${your(booking)} em ${business}`,
      line: `${business} registrou uma ausência: ${what}, ${when}. Se for um engano, avise.`,
    }),
    waitlistOffer: ({ business, what, when }) => ({
      subject: `Abriu uma vaga em ${business}`,
      line: `Estamos guardando para você por um tempo: ${what}, ${when}. Confirme antes que expire.`,
    }),
    reminder: ({ booking, business, what, when }) => ({
      subject: `Lembrete: ${your(booking)} em ${business}`,
      line: `Lembramos você de ${your(booking)}: ${what}, ${when}.`,
    }),
    followUp: ({ booking, business, what }) => ({
      subject: `Obrigado por escolher ${business}`,
      line: `Obrigado por nos confiar ${what}. Quando quiser, reserve ${your({ ...booking, one: `próxim${o(booking)} ${booking.one}` })}.`,
    }),
  },
  at: (date, time) => `${date}, às ${time}`,
  labels: { when: 'Quando', where: 'Onde', price: 'Preço', code: 'Código' },
  action: {
    see: (booking) => `Ver ${your(booking)}`,
    again: ({ one }) => `Reservar ${one}`,
  },
  way: 'Como chegar',
  unsubscribe: { text: 'Não quer mais lembretes por e-mail?', label: 'Cancelar o recebimento' },
  page: {
    title: 'Lembretes por e-mail',
    ask: (recipient) => `Vamos parar de enviar lembretes e saudações para ${recipient}.`,
    button: 'Não quero mais receber',
    done: 'Pronto: você não vai receber mais lembretes por e-mail. Mudanças nas suas reservas continuamos avisando.',
  },
};
