import { join } from 'node:path';
import type { Env } from '../../backend/src/env.ts';
import { root } from '../lib/paths.ts';
import { type Program, missing, programOf } from './program.ts';

/** Why Caddy is not the door of a fleet here; undefined where it is. */
export const caddyMissing = missing('caddy', 'version');

/**
 * The door of production: Caddy with the very file that docker-compose.yml gives it, over plain HTTP.
 * @param inner the port that is for processes only
 * @param env with API_URLS and WEB_URLS, where it looks for them
 */
export function caddyOf(
  env: Pick<Env, 'PORT' | 'API_URLS' | 'WEB_URLS'>,
  inner: number,
  folder: string,
): Program {
  const upstreams = (urls: readonly string[]) => urls.map((url) => new URL(url).host).join(' ');
  return programOf({
    name: 'caddy',
    words: ['caddy', 'run', '--adapter', 'caddyfile', '--config', join(root, 'docker', 'Caddyfile')],
    logFile: join(folder, 'caddy.log'),
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      GLOBAL_OPTIONS: 'default_bind 127.0.0.1',
      SITE: `http://:${env.PORT}`,
      SITE_KIND: 'plain',
      INNER_PORT: String(inner),
      API_UPSTREAMS: upstreams(env.API_URLS),
      WEB_UPSTREAMS: upstreams(env.WEB_URLS),
    },
    isUp: async () => (await fetch(`http://127.0.0.1:${inner}/alive`)).ok,
  });
}
