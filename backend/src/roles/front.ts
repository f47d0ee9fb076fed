import type { Env } from '../env.ts';
import { type Upstreams, startFront } from '../front/front.ts';
import type { Running } from '../main.ts';

/** The one door: owns the port. A parent that manages the other processes tells who takes requests now. */
export async function runFront(env: Env): Promise<Running> {
  const front = await startFront({
    host: env.HOST,
    port: env.PORT,
    api: env.API_URLS,
    web: env.WEB_URLS,
    trustProxy: env.TRUST_PROXY,
    webSockets: env.NODE_ENV === 'development',
  });
  process.on('message', (message: { type?: string } & Partial<Upstreams>) => {
    if (message.type === 'upstreams') front.setUpstreams({ api: message.api ?? [], web: message.web ?? [] });
  });
  return { port: front.port, close: () => front.close() };
}
