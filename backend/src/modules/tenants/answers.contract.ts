import * as z from 'zod/mini';

/** Answers to GET that somebody keeps. */
export const keptAnswers = z.strictObject({
  answers: z
    .array(
      z.strictObject({
        /** Path and query, as they were asked: `/api/v1/tenant`. */
        path: z.string().check(z.maxLength(2_000)),
        /** The ETag of the answer. */
        tag: z.string().check(z.maxLength(100)),
      }),
    )
    .check(z.minLength(1), z.maxLength(10)),
});

export const comparedAnswers = z.object({
  /** Whether a guest would be answered the same to all of them. False also where that is not known without computing it. */
  same: z.boolean(),
});
