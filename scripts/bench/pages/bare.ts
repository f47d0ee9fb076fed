// The smallest page that Kit serves, as our own web role serves ours: what a page costs before there is anything on it.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { run } from '../../launch/run.mjs';
import { root } from '../../lib/paths.ts';
import { tool } from '../../lib/tool.ts';
import { answerParent } from '../http/child.ts';

/** Inside of the project, where its packages are found, and outside of what is checked. */
const folder = join(root, '.node', 'bare-page');

const files = {
  'package.json': '{ "type": "module", "private": true }',
  'vite.config.js': `import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
export default { plugins: [sveltekit({ adapter: adapter() })] };`,
  'src/app.html': `<!doctype html>
<html lang="en"><head><meta charset="utf-8">%sveltekit.head%</head><body><div>%sveltekit.body%</div></body></html>`,
  'src/routes/+page.svelte': '<h1>Hello</h1>',
};

async function build(): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, 'src', 'routes'), { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  await run(process.execPath, [...tool('vite'), 'build', '--logLevel', 'warn'], {
    cwd: folder,
    failure: 'The bare page could not be built.',
  });
}

answerParent(async () => {
  await build();
  const { handler } = (await import(pathToFileURL(join(folder, 'build', 'handler.js')).href)) as {
    handler: RequestListener;
  };
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
});
