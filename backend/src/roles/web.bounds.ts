import type { RequestListener, ServerResponse } from 'node:http';
import { BUILD } from './web.requests.ts';

const RETRY_AFTER_SECONDS = '5';

const sentences = {
  es: ['Hay mucha gente a la vez', 'Probá de nuevo en unos segundos.'],
  en: ['Many people are here at once', 'Try again in a few seconds.'],
  pt: ['Há muita gente ao mesmo tempo', 'Tente de novo em alguns segundos.'],
};

/** Whose site it is, and in which language, is not asked any more: it says so in all of them. */
const page = `<!doctype html>
<html lang="es">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>503</title>
<body style="font: 1.125rem/1.5 system-ui; max-width: 32rem; margin: 15vh auto; padding: 0 1rem">
${Object.entries(sentences)
  .map(
    ([lang, [title, text]]) =>
      `<section lang="${lang}"><h2>${title}</h2><p><a href="">${text}</a></p></section>`,
  )
  .join('\n')}
</html>
`;

function refuse(response: ServerResponse): void {
  response.writeHead(503, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(page),
    'cache-control': 'no-store',
    'retry-after': RETRY_AFTER_SECONDS,
    'x-content-type-options': 'nosniff',
    // What is left of the request is not read, so the connection cannot carry another one.
    connection: 'close',
  });
  response.end(page);
}

/**
 * Makes so many pages at once, and says no to more before it is too late for all of them. Files of the build cost nothing, and are
 * always there.
 */
export function bounded(handler: RequestListener, most: number): RequestListener {
  let busy = 0;
  return (request, response) => {
    if (request.url?.startsWith(BUILD)) handler(request, response);
    else if (busy >= most) refuse(response);
    else {
      busy += 1;
      response.once('close', () => (busy -= 1));
      handler(request, response);
    }
  };
}
