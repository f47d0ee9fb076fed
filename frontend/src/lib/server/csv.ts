/** A cell as spreadsheets read it; text that would begin a formula does not. */
function cell(value: string | number): string {
  const text = String(value);
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+([.,]\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Rows as a file to keep: with the mark by which spreadsheets know that it is UTF-8. */
export function csvFile(name: string, rows: readonly (readonly (string | number)[])[]): Response {
  const body = rows.map((row) => row.map(cell).join(',')).join('\r\n');
  return new Response(`\uFEFF${body}\r\n`, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}.csv"`,
      'cache-control': 'private, no-store',
    },
  });
}
