import * as z from 'zod/mini';
import { pageQuery } from '../../lib/page-query.ts';

export const operatorErrors = {
  OPERATOR_ELSEWHERE: { status: 404, message: 'Operators work at the address of the installation.' },
  SLUG_TAKEN: { status: 409, message: 'Another tenant has this name.' },
} as const;

export const operatorTenant = z.strictObject({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  vertical: z.string(),
  /** Where its site is. */
  url: z.string(),
  createdAt: z.iso.datetime({ offset: true }),
  suspension: z.nullable(
    z.strictObject({ at: z.iso.datetime({ offset: true }), reason: z.nullable(z.string()) }),
  ),
});
export type OperatorTenant = z.infer<typeof operatorTenant>;

export const operatorView = z.strictObject({ id: z.uuid(), name: z.string(), email: z.string() });
export type OperatorView = z.infer<typeof operatorView>;

export const operatorLogin = z.strictObject({
  email: z.email().check(z.maxLength(254)),
  password: z.string().check(z.minLength(1), z.maxLength(200)),
});

export const tenantsQuery = z.strictObject(pageQuery);
export const tenantParams = z.strictObject({ id: z.uuid() });
export const suspensionBody = z.strictObject({ reason: z.optional(z.string().check(z.maxLength(500))) });
