import { request } from 'node:http';
import { HOME } from './site.ts';

interface Reply {
  status: number;
  body: string;
  /** Where a redirect leads. */
  location: string;
}

/** Somebody without a browser: keeps cookies, and asks any site of the installation, whatever its host resolves to. */
export interface Client {
  ask: (url: string, sent?: { method?: string; body?: object }) => Promise<Reply>;
  /** Asks a site's API. @throws Error for a refusal */
  call: <T>(site: string, method: string, path: string, body?: object) => Promise<T>;
}

/** @param stranger whose cookies are shown on every site, wherever they are from */
export function client(stranger = false): Client {
  const jars = new Map<string, Map<string, string>>();
  const jarOf = (host: string) => {
    const name = stranger ? 'all' : host;
    const jar = jars.get(name) ?? new Map<string, string>();
    jars.set(name, jar);
    return jar;
  };

  const ask: Client['ask'] = (url, { method = 'GET', body } = {}) => {
    const { host, origin, pathname, search } = new URL(url);
    const jar = jarOf(host);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = {
      host,
      origin,
      cookie,
      accept: 'text/html,application/json',
      'accept-language': 'es-AR',
      'x-csrf-token': jar.get('turnero_csrf') ?? '',
      ...(body && { 'content-type': 'application/json' }),
    };
    return new Promise((resolve, reject) => {
      const where = { host: '127.0.0.1', port: new URL(HOME).port, path: pathname + search };
      const sent = request({ ...where, method, headers }, (answer) => {
        for (const line of answer.headers['set-cookie'] ?? []) {
          const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
          if (value === '') jar.delete(name);
          else jar.set(name, value);
        }
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => (text += part));
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, body: text, location: answer.headers.location ?? '' }),
        );
      });
      sent.on('error', reject);
      sent.end(body && JSON.stringify(body));
    });
  };

  return {
    ask,
    async call<T>(site: string, method: string, path: string, body?: object) {
      const { status, body: text } = await ask(`${site}/api/v1${path}`, {
        method,
        ...(body && { body }),
      });
      if (status >= 300) throw new Error(`${method} ${path} answered ${status}: ${text}`);
      return (text ? (JSON.parse(text) as { data: unknown }).data : undefined) as T;
    },
  };
}
