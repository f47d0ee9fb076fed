/** As much of JSON schema as our own documents use. */
export interface JsonSchema {
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
  minLength?: number;
  minimum?: number;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  minItems?: number;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  $ref?: string;
}

export interface Operation {
  id: string;
  method: string;
  /** With `{name}` for parameters. */
  path: string;
  access: string;
  tenant: 'required' | 'optional' | 'none';
  params: string[];
  query: string[];
  body: JsonSchema | undefined;
  /** Statuses that the document promises. */
  statuses: number[];
}

interface DocumentedOperation {
  operationId: string;
  'x-permission': string;
  'x-tenant': Operation['tenant'];
  parameters?: { name: string; in: string }[];
  requestBody?: { content: Record<string, { schema: JsonSchema }> };
  responses: Record<string, unknown>;
}

/** Every documented operation, flat. */
export function operationsOf(app: { swagger: () => { paths?: object } }): Operation[] {
  const { paths = {} } = app.swagger();
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, DocumentedOperation>).map(([method, operation]) => {
      const named = (place: string) =>
        (operation.parameters ?? []).filter((parameter) => parameter.in === place).map(({ name }) => name);
      return {
        id: operation.operationId,
        method: method.toUpperCase(),
        path,
        access: operation['x-permission'],
        tenant: operation['x-tenant'],
        params: named('path'),
        query: named('query'),
        body: operation.requestBody?.content['application/json']?.schema,
        statuses: Object.keys(operation.responses).map(Number),
      };
    }),
  );
}

const TEXTS: Record<string, string> = {
  uuid: '0198f0c4-0000-7000-8000-00000000dead',
  email: 'nobody@example.com',
  'date-time': '2030-01-01T12:00:00Z',
  date: '2030-01-01',
  uri: 'https://example.com/',
};

/** A value of the right form, so that a test can spoil one thing at a time. */
export function sampleOf(schema: JsonSchema): unknown {
  const { anyOf, oneOf, allOf, type, properties = {}, required = [], items, minItems = 0 } = schema;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const first = anyOf?.[0] ?? oneOf?.[0] ?? allOf?.[0];
  if (first) return sampleOf(first);
  switch (Array.isArray(type) ? type[0] : type) {
    case 'object':
      return Object.fromEntries(required.map((name) => [name, sampleOf(properties[name] ?? {})]));
    case 'array':
      return Array.from({ length: minItems }, () => sampleOf(items ?? {}));
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return (TEXTS[schema.format ?? ''] ?? 'sample text').padEnd(schema.minLength ?? 0, 'x');
  }
}

/** The address of an operation; parameters not given are a value of the form they are called by, or an id that nobody has. */
export function urlOf({ path }: Operation, params: Record<string, string> = {}): string {
  return path.replace(
    /\{(\w+)\}/g,
    (_all, name: string) => params[name] ?? TEXTS[name] ?? (TEXTS['uuid'] as string),
  );
}
