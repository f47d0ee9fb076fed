import * as z from 'zod/mini';

export const domainErrors = {
  DOMAIN_TAKEN: { status: 409, message: 'This domain belongs to another site already.' },
  DOMAIN_UNPROVEN: { status: 422, message: 'The proof was not found in the DNS of this domain yet.' },
  DOMAIN_OURS: { status: 422, message: "This is an address of the installation's own." },
  DOMAINS_ENOUGH: { status: 422, message: 'A site has twenty domains at most.' },
} as const;

const HOST = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

/** A host name as people write it: capitals, a scheme and a slash at its end are forgiven. */
export const hostField = z.pipe(
  z.string().check(z.maxLength(300)),
  z.pipe(
    z.transform((text: string) =>
      text
        .trim()
        .toLowerCase()
        .replace(/^https?:\/\//, '')
        .replace(/\/$/, ''),
    ),
    z.string().check(z.regex(HOST, 'Write a domain: "turnos.example.com"')),
  ),
);

export const domainBody = z.strictObject({ host: hostField });
export const domainParams = z.strictObject({ host: hostField });

export const domainView = z.strictObject({
  host: z.string(),
  state: z.enum(['unproven', 'verified']),
  isPrimary: z.boolean(),
  /** When the DNS was asked last. */
  checkedAt: z.nullable(z.iso.datetime({ offset: true })),
  /** What to write into the domain's DNS: where it leads, and the proof that it is yours. */
  records: z.array(z.strictObject({ type: z.enum(['CNAME', 'TXT']), name: z.string(), value: z.string() })),
});
export type DomainView = z.infer<typeof domainView>;
