import { untilAnswered } from './again.ts';

/** Where the framework asks for the data of the page at `url`, without what it says about itself. */
function dataOf(url: string): string {
  const { origin, pathname, searchParams } = new URL(url);
  return `${origin}${pathname.replace(/\/$/, '')}/__data.json?${searchParams}`;
}

/**
 * Data of the page that is open, which it asks for again by itself, is waited for until there is a connection: without an
 * answer the framework would put a page in its place that says so, and what was typed would be gone. Call it once.
 * @param shown address of the page that is open
 */
export function keepPage(shown: () => string): void {
  const ask = globalThis.fetch;
  globalThis.fetch = (input, init) =>
    untilAnswered(
      () => ask(input, init),
      () => typeof input === 'string' && input.replace(/&?x-sveltekit-.*/, '') === dataOf(shown()),
    );
}
