import type { DemoSummary } from '../../backend/src/database/demo.ts';

/** Where to look, and as whom, as lines for the terminal. */
export function summarise(url: string, demo: DemoSummary | undefined): string[] {
  const places: [string, string][] = [
    ...(demo?.tenants ?? []).map((tenant): [string, string] => [tenant.name, tenant.url]),
    ['Operator console', `${url}/operator`],
    ['API reference', `${url}/docs`],
    ...(demo ? [['Mail inbox', `${url}/inbox`] as [string, string]] : []),
  ];
  const lines = ['', ...table(places), ''];
  if (demo) {
    const logins = demo.logins.map(({ where, role, email, password }) => [
      new URL(where).host,
      role,
      email,
      password,
    ]);
    lines.push(...table([['Log in at', 'as', 'email', 'password'], ...logins]), '');
  }
  return [...lines, '  Ctrl-C stops everything.', ''];
}

function table(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   ')}`.trimEnd(),
  );
}
