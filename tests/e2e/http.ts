import { send, type Question, type Reply as Answer } from '../../scripts/lib/send.ts';
import { cookies, type Cookies } from '../lib/cookies.ts';
import { HOME } from './site.ts';

type Method = NonNullable<Question['method']>;

interface Reply {
  status: number;
  body: string;
  /** Where a redirect leads. */
  location: string;
  headers: Answer['headers'];
}

/** Somebody without a browser: keeps cookies, and asks any site of the installation, whatever its host resolves to. */
export interface Client {
  ask: (url: string, sent?: Pick<Question, 'method' | 'body'> & { language?: string }) => Promise<Reply>;
  /** Asks a site's API. @throws Error for a refusal */
  call: <T>(site: string, method: Method, path: string, body?: object) => Promise<T>;
}

/** @param stranger whose cookies are shown on every site, wherever they are from */
export function client(stranger = false): Client {
  const jars = new Map<string, Cookies>();
  const jarOf = (host: string) => {
    const name = stranger ? 'all' : host;
    const jar = jars.get(name) ?? cookies();
    jars.set(name, jar);
    return jar;
  };

  const ask: Client['ask'] = async (url, { method, body, language = 'es-AR' } = {}) => {
    const { host, pathname, search } = new URL(url);
    const jar = jarOf(host);
    const headers = { ...jar.headers(), accept: 'text/html,application/json', 'accept-language': language };
    const reply = await send({
      ...{ port: Number(new URL(HOME).port), path: pathname + search, host, method, body, headers },
    });
    jar.keep(reply);
    const { status, text, headers: told } = reply;
    return { status, body: text, location: String(told.location ?? ''), headers: told };
  };

  return {
    ask,
    async call<T>(site: string, method: Method, path: string, body?: object) {
      const { status, body: text } = await ask(`${site}/api/v1${path}`, {
        method,
        ...(body && { body }),
      });
      if (status >= 300) throw new Error(`${method} ${path} answered ${status}: ${text}`);
      return (text ? (JSON.parse(text) as { data: unknown }).data : undefined) as T;
    },
  };
}
