import { expect, test } from 'vitest';
import { csvFile } from './csv.ts';

test('a file that spreadsheets read, and that runs nothing in them', async () => {
  const rows = [
    ['Día', 'Nota "x", y'],
    ['2026-03-01', -12.5],
    ['=HYPERLINK("http://x")', '-1+1'],
  ];
  const answer = csvFile('money', rows);
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="money.csv"');
  const bytes = Buffer.from(await answer.arrayBuffer()).toString('utf8');
  expect(bytes).toBe(
    '\uFEFFDía,"Nota ""x"", y"\r\n2026-03-01,-12.5\r\n"\'=HYPERLINK(""http://x"")",\'-1+1\r\n',
  );
});
