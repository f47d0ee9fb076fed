import type { Env } from '../../env.ts';
import type { Mailer } from './mailer.ts';
import { openPush, type Push } from './channels.push.ts';
import { openWhatsapp, type Whatsapp } from './channels.whatsapp.ts';

/** The ways out for messages, but the inbox, which is a table. */
export interface Channels {
  mailer: Mailer;
  whatsapp: Whatsapp;
  push: Push;
}

export function openChannels(env: Env, mailer: Mailer): Channels {
  return { mailer, whatsapp: openWhatsapp(env), push: openPush(env) };
}
