import { minorDigits } from './money.ts';
import type { SandboxCheckout } from './sandbox.store.ts';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const safe = (text: string) => text.replace(/[&<>"']/g, (character) => escapes[character] ?? '');

function priceOf({ amount, currency }: SandboxCheckout): string {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).format(
    amount / 10 ** minorDigits(currency),
  );
}

const MESSAGES: Readonly<Record<SandboxCheckout['status'], string>> = {
  open: '',
  declined: 'The payment was declined. You can try again.',
  pending: 'The payment is being processed.',
  paid: 'This is paid.',
  closed: 'This page is closed; nothing was charged.',
};

/** The hosted page: no script, no style, nothing loaded. It changes nothing by being looked at. */
export function pageOf(checkout: SandboxCheckout): string {
  const { status, description, returnUrls } = checkout;
  const payable = status === 'open' || status === 'declined';
  const message = MESSAGES[status];
  const back =
    { paid: returnUrls.success, pending: returnUrls.pending }[status as string] ?? returnUrls.failure;
  const form = `<form method="post">
<p><button name="action" value="pay">Pay</button></p>
<p><button name="action" value="fail">Let it be declined</button></p>
<p><button name="action" value="delay">Pay with a delay</button></p>
</form>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sandbox payment</title>
</head>
<body>
<main>
<h1>Sandbox payment</h1>
<p>No real money moves here.</p>
<dl>
<dt>For</dt><dd>${safe(description)}</dd>
<dt>Amount</dt><dd>${safe(priceOf(checkout))}</dd>
</dl>
${message ? `<p role="status">${message}</p>` : ''}
${payable ? form : ''}
<p><a href="${safe(back)}">${payable ? 'Go back without paying' : 'Go back'}</a></p>
</main>
</body>
</html>
`;
}
