import { escapeHtml, pagePolicy } from '../../../lib/html.ts';
import { languagesIn } from '../../../lib/languages.ts';
import { formatMoney } from '../../../lib/money.ts';
import type { SandboxCheckout } from './sandbox.store.ts';

interface Texts {
  title: string;
  note: string;
  for: string;
  amount: string;
  pay: string;
  fail: string;
  delay: string;
  leave: string;
  back: string;
  told: Readonly<Record<SandboxCheckout['status'], string>>;
}

const TEXTS: Readonly<Record<string, Texts>> = {
  en: {
    title: 'Sandbox payment',
    note: 'Nobody is charged here: this page stands in for a payment company.',
    for: 'For',
    amount: 'Amount',
    pay: 'Pay',
    fail: 'Let it be declined',
    delay: 'Pay with a delay',
    leave: 'Go back without paying',
    back: 'Go back',
    told: {
      open: '',
      declined: 'The payment was declined. You can try again.',
      pending: 'The payment is being processed.',
      paid: 'This is paid.',
      closed: 'This page is closed; nothing was charged.',
    },
  },
  es: {
    title: 'Pago de prueba',
    note: 'Acá no se le cobra a nadie: esta página hace de empresa de pagos.',
    for: 'Concepto',
    amount: 'Importe',
    pay: 'Pagar',
    fail: 'Que lo rechacen',
    delay: 'Pagar con demora',
    leave: 'Volver sin pagar',
    back: 'Volver',
    told: {
      open: '',
      declined: 'El pago fue rechazado. Podés intentarlo otra vez.',
      pending: 'El pago se está procesando.',
      paid: 'Ya está pagado.',
      closed: 'Esta página está cerrada; no se cobró nada.',
    },
  },
  pt: {
    title: 'Pagamento de teste',
    note: 'Ninguém é cobrado aqui: esta página faz as vezes de uma empresa de pagamentos.',
    for: 'Descrição',
    amount: 'Valor',
    pay: 'Pagar',
    fail: 'Deixar recusar',
    delay: 'Pagar com demora',
    leave: 'Voltar sem pagar',
    back: 'Voltar',
    told: {
      open: '',
      declined: 'O pagamento foi recusado. Você pode tentar de novo.',
      pending: 'O pagamento está em processamento.',
      paid: 'Está pago.',
      closed: 'Esta página está encerrada; nada foi cobrado.',
    },
  },
};

const STYLE = `:root{color-scheme:light dark}
body{margin:0;min-height:100vh;display:grid;place-items:center;font:1rem/1.5 system-ui,sans-serif;background:Canvas;color:CanvasText}
main{box-sizing:border-box;width:min(26rem,100%);padding:1.5rem}
h1{font-size:1.375rem;line-height:1.25;margin:0 0 .25rem}p{margin:.5rem 0}
dl{margin:1.5rem 0;padding:1rem 0;border-block:1px solid color-mix(in srgb,CanvasText 25%,transparent)}
dt{font-size:.875rem}dd{margin:0 0 .75rem;font-size:1.125rem;font-weight:600;overflow-wrap:anywhere}dd:last-child{margin:0}
form{display:grid;gap:.5rem;margin:0 0 1.5rem}
button{font:inherit;font-weight:600;min-height:3rem;padding:.5rem 1rem;border:1px solid CanvasText;border-radius:.5rem;background:transparent;color:inherit;cursor:pointer}
button:first-child{background:CanvasText;color:Canvas}
[role=status]{font-weight:600}a{color:inherit}`;

/** What the page may load and be shown in: its own style, and nothing else. */
export const PAGE_POLICY = pagePolicy(STYLE);

/**
 * The hosted page: no script, nothing loaded. It changes nothing by being looked at.
 * @param wanted the `accept-language` of whoever looks
 */
export function pageOf(checkout: SandboxCheckout, wanted?: string): string {
  const { status, description, returnUrls, amount, currency } = checkout;
  const language = languagesIn(wanted).find((wish) => Object.hasOwn(TEXTS, wish)) ?? 'en';
  const words = TEXTS[language] as Texts;
  const payable = status === 'open' || status === 'declined';
  const message = words.told[status];
  const back =
    { paid: returnUrls.success, pending: returnUrls.pending }[status as string] ?? returnUrls.failure;
  const buttons = (['pay', 'fail', 'delay'] as const).map(
    (action) => `<button name="action" value="${action}">${words[action]}</button>`,
  );
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words.title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${words.title}</h1>
<p>${words.note}</p>
<dl>
<dt>${words.for}</dt><dd>${escapeHtml(description)}</dd>
<dt>${words.amount}</dt><dd>${escapeHtml(formatMoney(language, amount, currency))}</dd>
</dl>
${message ? `<p role="status">${message}</p>` : ''}
${payable ? `<form method="post">${buttons.join('')}</form>` : ''}
<p><a href="${escapeHtml(back)}">${payable ? words.leave : words.back}</a></p>
</main>
</body>
</html>
`;
}
