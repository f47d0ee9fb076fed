import { describeApi } from '../../backend/src/openapi.generate.ts';
import {
  GUEST_PERMISSIONS,
  PERMISSIONS,
  ROLE_PERMISSIONS,
  ROLES,
} from '../../backend/src/modules/identity/permissions.ts';
import { operationsOf } from '../../backend/test/openapi-requests.ts';
import { TABLE } from '../../backend/test/permissions/table.ts';
import { membersOf, NAMES, WHO, type Who } from '../../backend/test/permissions/who.ts';
import { SCREENS } from '../../tests/e2e/permitted.ts';

const INTRODUCTION = `# Who may what

Made by \`npm run generate\`; do not edit it. A permission is what a route asks for, a role is a set of them, and a grant gives a role for
the tenant, a business or a location. What a route declares stands under "needs"; the columns say who gets through in the end, when
the thing asked about belongs to the business (and to the customer, where it is somebody's own). Everybody else is told 401, 403 or,
about what they may not even know of, 404.

Both tables are tests: \`backend/test/permissions\` asks every route of the API as everybody, \`tests/e2e/permissions.spec.ts\` opens
every screen of the workspaces. A route or a screen that is missing in them fails.`;

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}

const mark = (is: boolean) => (is ? '✓' : '');

function roles(): string {
  const rows = PERMISSIONS.map((permission) => [
    `\`${permission}\``,
    mark(GUEST_PERMISSIONS.includes(permission)),
    ...ROLES.map((role) => mark(ROLE_PERMISSIONS[role].includes(permission))),
  ]);
  return table(['permission', 'nobody', ...ROLES], rows);
}

function marks(words: string, columns: readonly Who[]): string[] {
  const members = membersOf(words);
  return columns.map((who) => mark(members.has(who)));
}

function routes(operations: ReturnType<typeof operationsOf>): string {
  const rows = Object.entries(TABLE).map(([name, words]) => {
    const [id = '', of] = name.split(' of ');
    const found = operations.find((operation) => operation.id === id);
    const address = `\`${found?.method ?? '?'} ${found?.path.replace('/api/v1', '') ?? id}\``;
    const cells = [
      of ? `${address} of ${of}` : address,
      `\`${found?.access ?? ''}\``,
      ...marks(words, NAMES),
    ];
    return { path: found?.path ?? '', cells };
  });
  const sorted = rows.toSorted((one, other) => one.path.localeCompare(other.path, 'en'));
  return table(
    ['route', 'needs', ...NAMES],
    sorted.map(({ cells }) => cells),
  );
}

function screens(): string {
  const columns = NAMES.filter((who) => who !== 'guest' && who !== 'key');
  const rows = Object.entries(SCREENS).map(([path, words]) => [`\`${path}\``, ...marks(words, columns)]);
  return table(['screen', ...columns], rows);
}

/** The text of `docs/permissions.md`. */
export async function renderPermissions(): Promise<string> {
  const document = await describeApi();
  const operations = operationsOf({ swagger: () => document });
  const people = NAMES.map((who) => [`\`${who}\``, WHO[who]]);
  return [
    INTRODUCTION,
    `## Who\n\n${table(['name', 'is'], people)}`,
    `## Roles\n\n${roles()}`,
    `## Screens\n\n${screens()}`,
    `## Routes\n\n${routes(operations)}`,
  ].join('\n\n');
}
