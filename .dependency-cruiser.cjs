/** The rules of the house: who may import whom. */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      // A component may draw itself inside of itself.
      from: { path: '(.+)' },
      to: { circular: true, pathNot: '^$1$', viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'lib-is-free-of-the-domain',
      severity: 'error',
      from: { path: '^backend/src/lib/' },
      to: { path: '^backend/src/(modules|plugins|roles)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'engine-is-pure',
      severity: 'error',
      from: { path: '^backend/src/scheduling/' },
      to: { path: '^backend/src/(modules|plugins|roles)/' },
    },
    {
      name: 'contracts-are-for-browsers-too',
      severity: 'error',
      from: { path: '\\.contract\\.ts$' },
      to: {
        pathNot:
          '(\\.contract\\.ts$|verticals\\.|node_modules/zod/|^node_modules/zod|permissions\\.ts$|lib/page-query\\.ts$)',
      },
    },
    {
      name: 'browser-sees-contracts-only',
      severity: 'error',
      from: { path: '^frontend/src/' },
      to: { path: '^backend/', pathNot: '\\.contract\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'product-does-not-import-tests',
      severity: 'error',
      from: { path: '^(backend|frontend)/src/', pathNot: '\\.test\\.ts$' },
      to: { path: '(\\.test\\.ts$|^backend/test/|^tests/)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(generated|\\.svelte-kit|frontend/build|paraglide)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'backend/tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
