import { fileURLToPath } from 'node:url';
import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

const root = fileURLToPath(new URL('.', import.meta.url));

/** The wall stands on one wrapper: whoever imports a client of their own walks around it. */
const noOtherClient = {
  'no-restricted-imports': [
    'error',
    {
      paths: [
        { name: 'pg', message: 'Tenant data goes through inTransaction() (backend/src/lib/context.ts).' },
      ],
      patterns: [
        {
          group: ['**/generated/prisma/client.ts', '@prisma/client', '@prisma/adapter-pg'],
          allowTypeImports: true,
          message: 'Open transactions with inTransaction() (backend/src/lib/context.ts).',
        },
      ],
    },
  ],
};

const oneReaderOfTheEnvironment = {
  'no-restricted-properties': [
    'error',
    { object: 'process', property: 'env', message: 'Only backend/src/env.ts reads the environment.' },
  ],
};

export default ts.config(
  {
    ignores: [
      '**/generated/**',
      'frontend/build/**',
      'frontend/.svelte-kit/**',
      'frontend/src/paraglide/**',
      '**/*.cjs',
      '.node/**',
      '.data/**',
      'test-results/**',
      'playwright-report/**',
    ],
  },
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      globals: { ...globals.node },
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js', '*.ts', 'scripts/*.mjs', 'scripts/launch/*.mjs'] },
        tsconfigRootDir: root,
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-invalid-void-type': 'off',
      // Fastify's plugins and handlers are async by contract, with or without an await in them.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      globals: { ...globals.browser },
      parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'] },
    },
    rules: {
      // Without URL prefixes there is nothing that resolve() would add.
      'svelte/no-navigation-without-resolve': 'off',
    },
  },
  { files: ['frontend/**'], languageOptions: { globals: { ...globals.browser } } },
  { files: ['**/*.js', '**/*.mjs'], ...ts.configs.disableTypeChecked },
  // svelte-check knows the types of components; here they would not resolve.
  { files: ['**/*.svelte'], ...ts.configs.disableTypeChecked },
  {
    files: ['backend/src/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: { ...noOtherClient, ...oneReaderOfTheEnvironment },
  },
  {
    // The owner's, the relay's and the locks' connections; none of them is for tenant data.
    files: [
      'backend/src/lib/database.ts',
      'backend/src/lib/bus.ts',
      'backend/src/database/**',
      'backend/src/roles/**',
      'backend/src/modules/jobs/**',
      'backend/src/env.ts',
    ],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['backend/src/modules/identity/**', 'backend/src/lib/secrets.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "MemberExpression[object.name='Math'][property.name='random']",
          message: 'Guessable; use node:crypto.',
        },
      ],
    },
  },
  { files: ['backend/src/env.ts', 'backend/src/roles/web.ts'], rules: { 'no-restricted-properties': 'off' } },
  {
    files: ['**/*.test.ts', 'tests/**', 'backend/test/**'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
);
