// The one way to the messages: importing it makes sure that they come in the language of the page.
import { isLocale } from './locale.ts';
import { baseLocale, overwriteGetLocale } from '#paraglide/runtime.js';

if (typeof document !== 'undefined') {
  // The server has decided and says so in the page.
  overwriteGetLocale(() => {
    const { lang } = document.documentElement;
    return isLocale(lang) ? lang : baseLocale;
  });
}

export { m } from '#paraglide/messages.js';
