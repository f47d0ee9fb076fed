/** More than all languages, zones and styles that are in use at a time. */
const MOST = 2_000;

type Maker<Made extends object> = new (locale?: string, options?: object) => Made;

/** The same constructor, which gives what it made before to whoever asks for the same. Formatters never change. */
function keeping<Made extends object, Class extends Maker<Made>>(made: Class): Class {
  const kept = new Map<string, Made>();
  return new Proxy(made, {
    construct(target, [locale, options]: [string | undefined, object | undefined]) {
      const key = JSON.stringify([locale, options]);
      const known = kept.get(key);
      if (known) return known;
      if (kept.size >= MOST) kept.clear();
      const fresh = new target(locale, options);
      kept.set(key, fresh);
      return fresh;
    },
  });
}

/**
 * Making a formatter costs a hundred times as much as using it, and a page with free times would make hundreds of the same few.
 * Views make them where they need them, because browsers run some of that code, too, and once only.
 */
export function keepFormatters(): void {
  Object.assign(Intl, {
    DateTimeFormat: keeping(Intl.DateTimeFormat as never),
    NumberFormat: keeping(Intl.NumberFormat as never),
    RelativeTimeFormat: keeping(Intl.RelativeTimeFormat as never),
  });
}
