import { STATUS_CODES } from 'node:http';
import type { FastifySchema, RouteOptions } from 'fastify';

/** As @fastify/swagger hands a route over, and takes it back. */
interface Described {
  schema: FastifySchema;
  url: string;
}

const SECURED = [{ session: [] }, { bearer: [] }];

const IDEMPOTENCY_KEY = {
  'idempotency-key': {
    type: 'string',
    minLength: 1,
    maxLength: 255,
    description: 'The same key and body give the same answer, once, for 24 hours.',
  },
};

function describeResponses(responses: Record<string, object>): Record<string, object> {
  // What answers with bytes declares no schema, and is still an answer.
  const hasSuccess = Object.keys(responses).some((status) => status.startsWith('2'));
  const known = Object.fromEntries(
    Object.entries(responses).map(([status, schema]) => {
      // A reference may have no neighbours in swagger's eyes: wrap it, so that the status can be described.
      const description = STATUS_CODES[status] ?? 'Answer';
      return [status, { description, content: { 'application/json': { schema } } }];
    }),
  );
  return hasSuccess ? known : { 200: { description: STATUS_CODES[200] }, ...known };
}

/** The sentence in which a reader of the reference finds who may use a route. */
function whoMay(access: string | undefined): string {
  if (access === undefined || access === 'public') return 'For everybody.';
  if (access === 'signedIn') return 'For whoever is signed in.';
  return access === 'operator' ? 'For operators of the installation.' : `Needs the permission \`${access}\`.`;
}

/** Adds to an operation what its route's config says: who may use it, and whether it can be repeated safely. */
export function documentOperation(described: Partial<Described>, route: RouteOptions): Described {
  // Also a route that says nothing about itself is shown.
  const { schema = {}, url = route.url } = described;
  const { access, idempotent, tenant = access === 'operator' ? 'none' : 'required' } = route.config ?? {};
  if ('hide' in schema) return { schema, url };
  const { response, description, headers } = schema as {
    response?: Record<string, object>;
    description?: string;
    headers?: { properties?: object };
  };
  const own = { ...headers?.properties, ...(idempotent ? IDEMPOTENCY_KEY : {}) };
  return {
    url,
    schema: {
      ...schema,
      description: [description, whoMay(access)].filter(Boolean).join('\n\n'),
      ...(response ? { response: describeResponses(response) } : {}),
      ...(Object.keys(own).length > 0 ? { headers: { type: 'object', properties: own } } : {}),
      ...(access === 'public' ? { security: [] } : { security: SECURED }),
      'x-permission': access,
      'x-tenant': tenant,
    } as FastifySchema,
  };
}

/** Named schemas come in two editions, of what is sent and of what is answered; keeps those that are used. */
export function withoutUnused<Document extends object>(document: Document): Document {
  const { components = {} } = document as { components?: { schemas?: object } };
  const { schemas = {} } = components;
  const isUsed = (name: string, text: string) => text.includes(`"#/components/schemas/${name}"`);
  const rest = JSON.stringify({ ...document, components: {} });
  const used = new Set(Object.keys(schemas).filter((name) => isUsed(name, rest)));
  // A set grows while it is walked: what the used ones refer to is used, too.
  for (const name of used) {
    const text = JSON.stringify((schemas as Record<string, unknown>)[name]);
    for (const other of Object.keys(schemas)) if (isUsed(other, text)) used.add(other);
  }
  const kept = Object.fromEntries(Object.entries(schemas).filter(([name]) => used.has(name)));
  return { ...document, components: { ...components, schemas: kept } };
}
