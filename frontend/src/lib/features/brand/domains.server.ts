import { m } from '#lib/i18n/words.ts';
import { readFields, refuse } from '#lib/server/forms.ts';

type Visit = { locals: App.Locals; request: Request; url: URL };

/** What an admin does about the domains of their site. @param guard lets in whoever may */
export function domainActions(guard: (event: Visit) => unknown) {
  async function run(
    event: Visit,
    work: (api: App.Locals['api'], host: string, choose: string) => Promise<unknown>,
    done: (host: string) => string,
  ) {
    guard(event);
    const { host, choose } = await readFields(event.request, ['host', 'choose']);
    try {
      await work(event.locals.api, host, choose);
    } catch (error) {
      return refuse('domains', { host }, error);
    }
    return { id: 'domains', done: true, message: done(choose || host) };
  }
  return {
    addDomain: (event: Visit) =>
      run(
        event,
        (api, host) => api('POST /domains', { body: { host } }),
        () => m.brand_domain_added(),
      ),
    verifyDomain: (event: Visit) =>
      run(
        event,
        (api, host) => api('POST /domains/{host}/verification', { path: { host } }),
        (host) => m.brand_domain_verified({ host }),
      ),
    removeDomain: (event: Visit) =>
      run(
        event,
        (api, host) => api('DELETE /domains/{host}', { path: { host } }),
        (host) => m.brand_domain_removed({ host }),
      ),
    chooseDomain: (event: Visit) =>
      run(
        event,
        (api, _, choose) => api('PUT /primary-domain', { body: { host: choose || null } }),
        () => m.op_domain_chosen(),
      ),
  };
}
