import * as z from 'zod/mini';

/** The query of every list: spread it into the list's own strict schema. */
export const pageQuery = {
  limit: z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(100)), 25),
  cursor: z.optional(z.string().check(z.minLength(1), z.maxLength(2_000))),
};
