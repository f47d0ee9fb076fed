import swagger from '@fastify/swagger';
import fp from 'fastify-plugin';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { App } from '../app.ts';
import { version } from '../lib/version.ts';
import { documentOperation, withoutUnused } from './openapi.operation.ts';
import { referencePage } from './openapi.reference.ts';

const DESCRIPTION = `Every answer is \`{ data, meta, errors }\`, every refusal \`{ error: { code, message, details }, meta }\`.
The tenant is the one whose host is asked; on the installation's own host the header \`X-Tenant\` names one.
Instants are ISO 8601 with offset, money is an integer of minor units with its currency.`;

/** The description of the whole API, made from the routes' own schemas, and a page to read it. */
export const openapiPlugin = fp(
  async (app: App) => {
    await app.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: {
          title: 'Turnero API',
          description: DESCRIPTION,
          version,
          license: { name: 'MIT', identifier: 'MIT' },
        },
        servers: [{ url: '/' }],
        components: {
          securitySchemes: {
            session: {
              type: 'apiKey',
              in: 'cookie',
              name: 'turnero_at',
              description: 'Set by signing in (`__Host-turnero_at` over https).',
            },
            bearer: { type: 'http', scheme: 'bearer', description: 'An access token or an API key.' },
          },
        },
      },
      transform: (document) => documentOperation(jsonSchemaTransform(document), document.route),
      transformObject: (document) => withoutUnused(jsonSchemaTransformObject(document)),
    });

    let document: string | undefined;
    app.get(
      '/api/v1/openapi.json',
      {
        config: { access: 'public', tenant: 'none' },
        schema: { operationId: 'readOpenApi', summary: 'This description', tags: ['Operations'] },
      },
      async (_request, reply) => {
        document ??= JSON.stringify(app.swagger());
        return reply
          .type('application/json; charset=utf-8')
          .header('cache-control', 'no-cache')
          .send(document);
      },
    );
    referencePage(app);
  },
  { name: 'openapi' },
);
