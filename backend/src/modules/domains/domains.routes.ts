import { resolveTxt } from 'node:dns/promises';
import * as z from 'zod/mini';
import type { App } from '../../app.ts';
import { reply200, reply201, reply204 } from '../../plugins/envelope.ts';
import { domainBody, domainParams, domainView, hostField } from './domains.contract.ts';
import { addDomain, chooseDomain, listDomains, removeDomain, verifyDomain } from './domains.service.ts';

/** A name without texts, and a DNS that is away, both prove nothing. */
const resolve = async (name: string): Promise<string[]> => {
  const records = await resolveTxt(name).catch(() => []);
  return records.map((parts) => parts.join(''));
};

/** A tenant's own domains: claimed, proven by a text in their DNS, chosen as the one that mails name. */
export async function domainRoutes(app: App): Promise<void> {
  const tags = ['Domains'];
  const config = { access: 'tenant:manage' } as const;
  const deps = { env: app.deps.env, resolve };

  app.get(
    '/domains',
    {
      config,
      schema: {
        tags,
        operationId: 'listDomains',
        summary: "The tenant's own domains, with what to write into their DNS",
        response: reply200(z.array(domainView)),
      },
    },
    async ({ ctx }) => ({ data: await listDomains(ctx, deps) }),
  );

  app.post(
    '/domains',
    {
      config,
      schema: {
        tags,
        operationId: 'addDomain',
        summary: 'Claim a domain',
        body: domainBody,
        response: reply201(domainView),
      },
    },
    async ({ ctx, body }, reply) => reply.code(201).send({ data: await addDomain(ctx, deps, body.host) }),
  );

  app.delete(
    '/domains/:host',
    {
      config,
      schema: {
        tags,
        operationId: 'removeDomain',
        summary: 'Give a domain up',
        params: domainParams,
        response: reply204(),
      },
    },
    async ({ ctx, params }, reply) => {
      await removeDomain(ctx, params.host);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/domains/:host/verification',
    {
      config: { ...config, rateLimit: { max: 30, windowSeconds: 60 } },
      schema: {
        tags,
        operationId: 'verifyDomain',
        summary: 'Look for the proof in the DNS of a domain',
        params: domainParams,
        response: reply200(domainView),
      },
    },
    async ({ ctx, params }) => ({ data: await verifyDomain(ctx, deps, params.host) }),
  );

  app.put(
    '/primary-domain',
    {
      config,
      schema: {
        tags,
        operationId: 'chooseDomain',
        summary: "Choose the domain that mails name; null: the installation's own address",
        body: z.strictObject({ host: z.nullable(hostField) }),
        response: reply204(),
      },
    },
    async ({ ctx, body }, reply) => {
      await chooseDomain(ctx, body.host);
      return reply.code(204).send(null);
    },
  );
}
