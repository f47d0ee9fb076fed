import type { Reply } from '../../scripts/lib/send.ts';

/** What a browser keeps of one host, and shows there. */
export interface Cookies {
  keep: (reply: Reply) => void;
  /** With the token that a change needs. */
  headers: () => { cookie: string; 'x-csrf-token': string };
}

export function cookies(): Cookies {
  const kept = new Map<string, string>();
  return {
    keep({ headers }) {
      for (const line of [headers['set-cookie'] ?? []].flat()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (value === '') kept.delete(name);
        else kept.set(name, value);
      }
    },
    headers: () => ({
      cookie: [...kept].map(([name, value]) => `${name}=${value}`).join('; '),
      'x-csrf-token': kept.get('turnero_csrf') ?? '',
    }),
  };
}
