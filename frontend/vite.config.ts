import { existsSync } from 'node:fs';
import { compile, paraglideVitePlugin, type CompilerOptions } from '@inlang/paraglide-js';
import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { minify } from 'terser';
import { defineConfig, type Plugin } from 'vite';

// Vitest reads this from another folder.
const messages = {
  project: `${import.meta.dirname}/project.inlang`,
  outdir: `${import.meta.dirname}/src/paraglide`,
  // The server decides (choice, Accept-Language, tenant) and says it in <html lang>; the browser reads that.
  strategy: ['globalVariable', 'baseLocale'],
  isServer: 'import.meta.env.SSR',
  outputStructure: 'message-modules',
  emitGitIgnore: false,
  emitReadme: false,
} satisfies CompilerOptions;

// Whoever reads this file (the type checker through `svelte-kit sync` too) finds the messages compiled. They are written only where
// they are missing: to write is to empty the folder first, under the eyes of whoever lints at the same time.
if (!existsSync(`${messages.outdir}/messages.js`)) await compile(messages);

/**
 * What the usual minifier leaves is made 2 % smaller by another, whose second turn finds a little more; measured by
 * scripts/page-weight.ts. Large files say that what is in them is called while a page loads (https://v8.dev/blog/explicit-compile-hints):
 * they are compiled off the main thread then, and the longest task of a booking page takes 60 % of the time; measured by
 * `npm run lighthouse`.
 */
const smaller: Plugin = {
  name: 'smaller',
  apply: 'build',
  applyToEnvironment: ({ name }) => name === 'client',
  generateBundle: {
    order: 'post',
    async handler(_, bundle) {
      for (const part of Object.values(bundle)) {
        if (part.type !== 'chunk') continue;
        let code = part.code;
        for (let turn = 0; turn < 2; turn += 1)
          code = (await minify(code, { module: true, compress: { passes: 3 } })).code ?? code;
        part.code = code.length > 5_000 ? `//# allFunctionsCalledOnLoad\n${code}` : code;
      }
    },
  },
};

export default defineConfig({
  plugins: [
    tailwindcss(),
    paraglideVitePlugin(messages),
    sveltekit({
      adapter: adapter(),
      csp: {
        mode: 'auto',
        directives: {
          'default-src': ['self'],
          'script-src': ['self'],
          // The tenant's theme is one inline <style>; hooks.server.ts adds its hash.
          'style-src': ['self'],
          'style-src-attr': ['unsafe-inline'],
          'img-src': ['self', 'data:'],
          'font-src': ['self'],
          'connect-src': ['self'],
          'manifest-src': ['self'],
          'worker-src': ['self'],
          'object-src': ['none'],
          'base-uri': ['self'],
          'form-action': ['self'],
          'frame-ancestors': ['none'],
        },
      },
      output: { bundleStrategy: 'split' },
      // Style sheets travel with the page, packed, instead of costing each a request before anything is seen.
      inlineStyleThreshold: 20_000,
      version: { pollInterval: 0 },
      router: { resolution: 'server' },
      // The page of last resort is shown at any address, however deep: what it needs is where it says.
      paths: { relative: false },
    }),
    smaller,
  ],
  server: { allowedHosts: true },
  build: { target: 'es2022' },
  environments: {
    client: {
      build: {
        // What nearly every page needs, and what shows pictures, in a file each: they compress better than in forty. Measured by
        // scripts/page-weight.ts. Kit's payload may not be in one file with what reads it: it is set before that is loaded.
        rolldownOptions: {
          output: {
            codeSplitting: {
              groups: [
                {
                  name: 'base',
                  test: /node_modules(?!.*bindings\/)|src\/lib\/(site|forms\/enhance|ui\/(?!table|form|field|empty-state|badge))/,
                  minShareCount: 20,
                },
                {
                  name: 'small',
                  test: /vite\/preload-helper|client\/payload|lib\/(api\/error|i18n\/locale)/,
                  priority: 1,
                },
                { name: 'pictures', test: /catalogue\/Cover|ui\/(photo|portrait)|motifs\/art/ },
              ],
            },
          },
        },
      },
    },
  },
});
