import type { RequestEvent } from '@sveltejs/kit';

/**
 * Whether a week has room on the screen: what the browser has said of it (`noteRoom` in app.ts). At a first visit it has not yet;
 * then it has on whatever does not say that it is a phone. Pages made with it are for this visitor only.
 */
export function hasRoom({
  cookies,
  request: { headers },
}: Pick<RequestEvent, 'cookies' | 'request'>): boolean {
  const said = cookies.get('turnero_wide');
  if (said !== undefined) return said === '1';
  const agent = headers.get('user-agent') ?? '';
  // Chromium says it; of the others MDN advises to look for this in their name.
  const isMobile = headers.get('sec-ch-ua-mobile') ?? (agent.includes('Mobi') ? '?1' : '?0');
  return agent !== '' && isMobile !== '?1';
}
