import type { SessionInfo } from '#lib/api/types.ts';
import { m } from '#lib/i18n/words.ts';

/** What a session's device is called: its browser and system, as far as they are known. */
export function deviceName({ device }: SessionInfo): string {
  const { browser, system } = device;
  if (browser && system) return m.session_device({ browser, system });
  return browser ?? system ?? m.session_unknown();
}
