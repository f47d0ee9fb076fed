// Loaded before an api process of a negative control: takes the comparison of signatures out of the sandbox's webhooks.
import { registerHooks } from 'node:module';

const FILE = '/strategies/sandbox.signature.ts';
const GUARD =
  "if (!digest || !sameText(digest, digestOf(secret, Number(time), rawBody))) return 'signature';";

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith(FILE)) return loaded;
    const { source: given = '' } = loaded;
    const source = typeof given === 'string' ? given : Buffer.from(given as Uint8Array).toString();
    const without = source.replace(GUARD, '');
    if (without === source) throw new Error(`The check that is to be taken away is not in ${FILE} any more.`);
    return { ...loaded, source: without };
  },
});
