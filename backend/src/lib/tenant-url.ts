/**
 * Where a tenant's own pages live. Never taken from a request: a forged Host header must not reach a mail.
 * @param publicUrl PUBLIC_URL of the installation
 */
export function tenantUrl(
  { PUBLIC_URL }: { PUBLIC_URL: string },
  { slug, host: own }: { slug: string; host?: string | null },
): string {
  const { protocol, host, port } = new URL(PUBLIC_URL);
  if (own) return `${protocol}//${own}${port && `:${port}`}`;
  return `${protocol}//${slug}.${host}`;
}
