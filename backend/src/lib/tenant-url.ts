/**
 * Where a tenant's own pages live. Never taken from a request: a forged Host header must not reach a mail.
 * @param publicUrl PUBLIC_URL of the installation
 */
export function tenantUrl({ PUBLIC_URL }: { PUBLIC_URL: string }, slug: string): string {
  const { protocol, host } = new URL(PUBLIC_URL);
  return `${protocol}//${slug}.${host}`;
}
