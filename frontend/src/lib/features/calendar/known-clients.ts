import type { Client } from '#lib/api/types.ts';

/** Somebody whom the business knows, as far as a booking's form needs it. */
export type KnownClient = { id: string; name: string; phone: string; email: string };

export const knownClient = ({ id, name, phone, email }: Pick<Client, keyof KnownClient>): KnownClient => ({
  ...{ id, name },
  phone: phone ?? '',
  email: email ?? '',
});
