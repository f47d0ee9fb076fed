import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderBoard } from '../boards/board.ts';
import { boards } from '../boards/boards.ts';
import { run } from '../launch/run.mjs';
import { root } from './paths.ts';
import { tool } from './tool.ts';

/** Code that is made from other files, is not committed, and must be there before anything runs. */
export type CodeGenerator = { name: string; inputs: string[]; output: string; make: () => Promise<unknown> };

/** A file that is made from code and is committed, so that a change of it can be read in a review. */
export type FileGenerator = { file: string; content: () => Promise<string> };

const failure = (name: string) => `Generating the ${name} failed.`;

/** Prisma's command insists on a program that only migrations need and that is a download: any file will do here. */
const prismaEnvironment = {
  ...process.env,
  PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
  CHECKPOINT_DISABLE: '1',
};

/** The same options as in frontend/vite.config.ts, which makes these files again when it builds. */
const paraglide = [
  ...[
    '--project',
    './project.inlang',
    '--outdir',
    './src/paraglide',
    '--strategy',
    'globalVariable',
    'baseLocale',
  ],
  ...['--is-server', 'import.meta.env.SSR', '--no-emit-git-ignore', '--no-emit-readme'],
];

export const codeGenerators: CodeGenerator[] = [
  {
    name: 'database client',
    inputs: ['prisma/schema.prisma', 'prisma.config.ts', 'node_modules/prisma/package.json'],
    output: 'backend/generated/prisma',
    make: () =>
      run(process.execPath, [...tool('prisma'), 'generate', '--no-hints'], {
        cwd: root,
        env: prismaEnvironment,
        failure: failure('database client'),
      }),
  },
  {
    name: 'messages',
    inputs: [
      'frontend/messages/**',
      'frontend/project.inlang/settings.json',
      'node_modules/@inlang/paraglide-js/package.json',
    ],
    output: 'frontend/src/paraglide',
    make: () =>
      run(process.execPath, [...tool('@inlang/paraglide-js'), 'compile', ...paraglide], {
        cwd: join(root, 'frontend'),
        failure: failure('messages'),
      }),
  },
];

export const fileGenerators: FileGenerator[] = [
  {
    file: 'backend/openapi.json',
    content: async () => (await import('../../backend/src/openapi.generate.ts')).renderOpenApi(),
  },
  {
    file: 'niche-configs/schema.json',
    content: async () =>
      (await import('../../backend/src/modules/verticals/schema.generate.ts')).renderSchema(),
  },
  {
    file: 'docs/bookings.md',
    content: async () =>
      (await import('../../backend/src/modules/bookings/bookings.states.generate.ts')).renderStates(
        await readFile(join(root, 'docs/bookings.md'), 'utf8'),
      ),
  },
  {
    file: 'docs/permissions.md',
    content: async () => (await import('./permissions-document.ts')).renderPermissions(),
  },
  ...Object.entries(boards).map(([name, board]) => ({
    file: `monitoring/grafana/boards/${name}.json`,
    content: async () => renderBoard(board),
  })),
  {
    file: 'backend/src/modules/messages/mail.generated.ts',
    content: async () =>
      (await import('../../backend/src/modules/messages/mail.generate.ts')).renderMailModule(),
  },
  {
    file: 'docs/vertical-keys.md',
    content: async () => (await import('./vertical-keys.ts')).renderVerticalKeys(),
  },
  { file: 'NOTICE', content: async () => (await import('./notice.ts')).renderNotice() },
];

/** @returns what the committed file should contain now, formatted like everything else */
export async function render({ file, content }: FileGenerator): Promise<string> {
  const { format, getFileInfo, resolveConfig } = await import('prettier');
  const path = join(root, file);
  const text = await content();
  const { inferredParser } = await getFileInfo(path);
  if (inferredParser === null) return text;
  return format(text, { ...(await resolveConfig(path)), filepath: path });
}
