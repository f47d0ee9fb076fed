import * as z from 'zod/mini';
import { pageQuery } from '../../lib/page-query.ts';
import { businessParams, money } from '../catalogue/catalogue.contract.ts';
import { plainText } from '../identity/identity.contract.ts';

const direction = z.enum(['asc', 'desc']);
/** Beginnings of words of a name or address, or the end of a phone number. */
const search = z.optional(z.string().check(z.trim(), z.minLength(1), z.maxLength(100)));

export const clientsQuery = z.strictObject({
  ...pageQuery,
  search,
  /** By the start of their latest booking, by how many came about, or by what they paid. */
  sort: z._default(z.enum(['last', 'bookings', 'spent']), 'last'),
  order: z._default(direction, 'desc'),
  /** Only those who are blocked. */
  blocked: z.optional(z.literal('true')),
});
export type ClientsQuery = z.infer<typeof clientsQuery>;

export const clientParams = z.strictObject({ idOrSlug: businessParams.shape.idOrSlug, id: z.uuid() });
export type ClientParams = z.infer<typeof clientParams>;

const person = {
  /** Of the customer. */
  id: z.uuid(),
  name: z.string(),
  email: z.nullable(z.string()),
  phone: z.nullable(z.string()),
};

const counts = {
  /** That stand, or came about. */
  bookings: z.int(),
  noShows: z.int(),
  cancellations: z.int(),
  /** What was paid, and not given back. */
  spent: money,
};

/** A customer as one business knows them; nobody else sees this. */
export const client = z.strictObject({
  ...person,
  ...counts,
  /** Starts of their first and their latest booking, which may be still to come. */
  firstAt: z.iso.datetime(),
  lastAt: z.iso.datetime(),
  tags: z.array(z.string()),
  isBlocked: z.boolean(),
});
export type Client = z.infer<typeof client>;

export const clientDetails = z.strictObject({
  ...client.shape,
  locale: z.nullable(z.string()),
  hasAccount: z.boolean(),
  notes: z.nullable(z.string()),
  block: z.nullable(
    z.strictObject({ at: z.iso.datetime(), by: z.nullable(z.string()), reason: z.nullable(z.string()) }),
  ),
  /** Others here who gave the same address or number: guests are somebody new each time. */
  alike: z.array(z.strictObject({ id: z.uuid(), name: z.string(), bookings: z.int() })),
});
export type ClientDetails = z.infer<typeof clientDetails>;

const tag = plainText.check(z.trim(), z.minLength(1), z.maxLength(40));
export const clientChange = z.strictObject({
  notes: z.optional(z.nullable(z.string().check(z.trim(), z.maxLength(5_000)))),
  tags: z.optional(z.array(tag).check(z.maxLength(20))),
});
export type ClientChange = z.infer<typeof clientChange>;

export const blockBody = z.strictObject({
  /** For the staff; the client is not told. */
  reason: z.optional(z.string().check(z.trim(), z.minLength(1), z.maxLength(500))),
});

export const customersQuery = z.strictObject({
  ...pageQuery,
  search,
  /** By when they came. */
  order: z._default(direction, 'desc'),
});
export type CustomersQuery = z.infer<typeof customersQuery>;

export const customerParams = z.strictObject({ id: z.uuid() });

/** A customer of the tenant, whichever businesses they go to. */
export const customer = z.strictObject({
  ...person,
  ...counts,
  hasAccount: z.boolean(),
  createdAt: z.iso.datetime(),
});
export type CustomerView = z.infer<typeof customer>;

export const customerDetails = z.strictObject({
  ...customer.shape,
  locale: z.nullable(z.string()),
  /** Where they go; what a business notes about them is its own. */
  businesses: z.array(
    z.strictObject({
      id: z.uuid(),
      slug: z.string(),
      name: z.string(),
      ...counts,
      lastAt: z.iso.datetime(),
      isBlocked: z.boolean(),
    }),
  ),
});
export type CustomerDetails = z.infer<typeof customerDetails>;
