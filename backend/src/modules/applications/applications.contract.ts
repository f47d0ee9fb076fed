import * as z from 'zod/mini';
import { pageQuery } from '../../lib/page-query.ts';
import { line, name } from '../catalogue/manage.contract.ts';

/** What a business needs before customers can book it. */
const MISSING = ['location', 'hours', 'services', 'resources'] as const;
const missing = z.enum(MISSING);
export type Missing = z.infer<typeof missing>;

/** `error.data` of APPLICATION_INCOMPLETE is `{ missing }`. */
export const applicationErrors = {
  SIGN_UP_CLOSED: { status: 403, message: 'Businesses join here by invitation only.' },
  APPLICATION_OPEN: {
    status: 409,
    message: 'Finish the application that you began, or wait for its answer.',
  },
  APPLICATION_INCOMPLETE: { status: 409, message: 'Something is missing before customers can book.' },
  APPLICATION_DECIDED: { status: 409, message: 'This application has been decided, or was not handed in.' },
  TOO_MANY_APPLICATIONS: { status: 409, message: 'Three businesses within 30 days is the most.' },
} as const;

/** Businesses with which one person may begin within `WINDOW_DAYS`. */
export const MOST_BEGUN = 3;
export const WINDOW_DAYS = 30;

const state = z.enum(['draft', 'waiting', 'refused', 'approved']);

export const signUpRules = z.strictObject({
  /** Whether businesses join by themselves, after an admin agreed, or only by invitation. */
  signUp: z.enum(['open', 'approval', 'closed']),
});
export type SignUpRules = z.infer<typeof signUpRules>;

export const newApplication = z.strictObject({
  /** Of the business. */
  name,
  /** Of whoever serves there first: the one who asks. */
  providerName: name,
});
export type NewApplication = z.infer<typeof newApplication>;

export const application = z.strictObject({
  id: z.uuid(),
  state,
  business: z.strictObject({ id: z.uuid(), slug: z.string(), name: z.string() }),
  applicant: z.strictObject({ id: z.uuid(), name: z.string(), email: z.string() }),
  /** Why it was refused, as the applicant reads it. */
  reason: z.nullable(z.string()),
  createdAt: z.iso.datetime(),
  submittedAt: z.nullable(z.iso.datetime()),
  decidedAt: z.nullable(z.iso.datetime()),
});
export type Application = z.infer<typeof application>;

/** One's own, with what is left to do. */
export const ownApplication = z.extend(application, { missing: z.array(missing) });
export type OwnApplication = z.infer<typeof ownApplication>;

export const applicationsQuery = z.strictObject({ ...pageQuery, state: z._default(state, 'waiting') });
export type ApplicationsQuery = z.infer<typeof applicationsQuery>;
export const applicationParams = z.strictObject({ id: z.uuid() });
export const refusalBody = z.strictObject({ reason: line(500) });
