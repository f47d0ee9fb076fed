import type { Locale } from '../verticals/verticals.fields.ts';
import type { Payment } from './payments.contract.ts';

interface ReceiptTexts {
  title: string;
  business: string;
  booking: string;
  customer: string;
  number: string;
  paidOn: string;
  service: string;
  payment: string;
  amount: string;
  total: string;
  refund: string;
  kinds: Record<Payment['kind'], string>;
  ways: Record<NonNullable<Payment['provider']>, string>;
  note: string;
}

/** What receipts say; none of it holds HTML. */
export const receiptTexts: Record<Locale, ReceiptTexts> = {
  'es-AR': {
    title: 'Recibo',
    business: 'Negocio',
    booking: 'Reserva',
    customer: 'Cliente',
    number: 'Número',
    paidOn: 'Pagaste el',
    service: 'Detalle',
    payment: 'Pago',
    amount: 'Importe',
    total: 'Total de la reserva',
    refund: 'Devolución',
    kinds: {
      deposit: 'Seña',
      balance: 'Saldo',
      full: 'Total',
      fee: 'Cargo por cancelación o ausencia',
      tip: 'Propina',
    },
    ways: {
      mercadopago: 'Mercado Pago',
      stripe: 'tarjeta (Stripe)',
      paypal: 'PayPal',
      sandbox: 'pago de prueba, sin dinero real',
      venue: 'en el local',
    },
    note: 'Este recibo confirma tu pago. No es una factura.',
  },
  en: {
    title: 'Receipt',
    business: 'Business',
    booking: 'Booking',
    customer: 'Customer',
    number: 'Number',
    paidOn: 'Paid on',
    service: 'Details',
    payment: 'Payment',
    amount: 'Amount',
    total: 'Booking total',
    refund: 'Refund',
    kinds: {
      deposit: 'Deposit',
      balance: 'Balance',
      full: 'Full price',
      fee: 'Cancellation or no-show fee',
      tip: 'Tip',
    },
    ways: {
      mercadopago: 'Mercado Pago',
      stripe: 'card (Stripe)',
      paypal: 'PayPal',
      sandbox: 'trial payment, no real money',
      venue: 'at the venue',
    },
    note: 'This receipt confirms your payment. It is not a tax invoice.',
  },
  'pt-BR': {
    title: 'Recibo',
    business: 'Estabelecimento',
    booking: 'Reserva',
    customer: 'Cliente',
    number: 'Número',
    paidOn: 'Pago em',
    service: 'Detalhes',
    payment: 'Pagamento',
    amount: 'Valor',
    total: 'Total da reserva',
    refund: 'Reembolso',
    kinds: {
      deposit: 'Sinal',
      balance: 'Saldo',
      full: 'Valor total',
      fee: 'Taxa de cancelamento ou ausência',
      tip: 'Gorjeta',
    },
    ways: {
      mercadopago: 'Mercado Pago',
      stripe: 'cartão (Stripe)',
      paypal: 'PayPal',
      sandbox: 'pagamento de teste, sem dinheiro real',
      venue: 'no local',
    },
    note: 'Este recibo confirma o seu pagamento. Não é uma nota fiscal.',
  },
};
